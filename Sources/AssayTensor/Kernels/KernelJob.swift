/// What a kernel of several workers works on during one call: memory read by all, and written by each in its own part.
package struct KernelJob<Job>: @unchecked Sendable {
  package let job: Job

  package init(_ job: Job) { self.job = job }
}
