/// Bytes that kernels read during one call; nobody writes them meanwhile.
package struct KernelBytes: @unchecked Sendable {
  package let pointer: UnsafePointer<UInt8>

  package init(_ pointer: UnsafePointer<UInt8>) { self.pointer = pointer }
}
