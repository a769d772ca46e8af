/// Where a kernel writes; each worker to its own part.
package struct KernelOutput: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>

  package init(_ pointer: UnsafeMutablePointer<Float>) { self.pointer = pointer }
}
