/// A piece of work to time.
struct Workload: Sendable {
  /// The work itself, once; throws when it cannot be done.
  typealias Body = @Sendable () async throws -> Void

  /// The name, as "mnist-cnn/forward".
  let name: String
  /// What is done, in a line.
  let about: String
  /// The number of things that are done each time: images, examples or GFLOP.
  let items: Double
  /// The floating-point operations of the layers' products each time; 0 where they are not known beforehand.
  var operations: @Sendable () throws -> Double = { 0 }
  /// Makes ready what is not timed.
  let prepare: @Sendable () async throws -> Body
}
