import Foundation

/// How the engine computes here: how many threads, and with which instructions. Neither changes a result by a bit.
package struct ComputeContext: Sendable {
  /// The number of threads that a parallel loop may use; inside a worker its share, so that nested loops run inline when 1.
  package var threads: Int
  /// The instruction set to use, or `nil` for the widest that the machine has.
  package var instructionSet: InstructionSet?
  /// What tells the running code that nobody waits for it any more, where its thread is waited for by a task.
  package var cancellation: CancellationFlag?

  /// The context of the running code; the environment's outside any ``with(threads:instructionSet:_:)``.
  @TaskLocal package static var current = ComputeContext.environment

  /// What `ASSAY_THREADS` and `ASSAY_ISA` ask for; all cores and the widest instruction set where they are silent.
  package static let environment: ComputeContext = {
    let variables = ProcessInfo.processInfo.environment
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = variables["ASSAY_THREADS"].flatMap { Int($0) }.map { min(max($0, 1), 256) } ?? cores
    return ComputeContext(threads: threads, instructionSet: variables["ASSAY_ISA"].flatMap(InstructionSet.init))
  }()

  /// Runs `body` with another number of threads or instruction set.
  package static func with<Result>(
    threads: Int? = nil, instructionSet: InstructionSet? = nil, _ body: () throws -> Result
  ) rethrows -> Result {
    var context = current
    if let threads { context.threads = max(1, threads) }
    if let instructionSet { context.instructionSet = instructionSet }
    return try $current.withValue(context) { try body() }
  }

  /// What is wrong with `ASSAY_THREADS` or `ASSAY_ISA`, if anything: the engine falls back, the command refuses.
  package static func environmentFault(supported: [InstructionSet]) -> AssayError? {
    let variables = ProcessInfo.processInfo.environment
    if let text = variables["ASSAY_THREADS"], Int(text).map({ $0 < 1 || $0 > 256 }) ?? true {
      return AssayError(
        .invalidArgument, "not a number of threads", expected: "a whole number from 1 to 256", found: "“\(text)”",
        at: "ASSAY_THREADS")
    }
    if let text = variables["ASSAY_ISA"], !supported.contains(where: { $0.rawValue == text }) {
      return AssayError(
        .invalidArgument, "not an instruction set of this machine",
        expected: supported.map(\.rawValue).joined(separator: ", "), found: "“\(text)”", at: "ASSAY_ISA")
    }
    return nil
  }
}
