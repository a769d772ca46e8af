/// How deeply gradient computations are nested here.
private enum Nesting {
  @TaskLocal static var depth = 0
}

/// The value of `function` at `inputs`, and its gradient with respect to each of them.
///
/// The function must give a single number. It may itself take gradients (second order and beyond). What it captures
/// is constant. Costs about three times the function, and memory for the intermediate results that
/// derivatives are made of, each until its own is taken.
public func valueAndGradient(
  at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  var recording = try Recording(at: inputs, of: function)
  let value = recording.value
  precondition(value.count == 1, "a gradient needs a function with a single number, not one of shape \(value.shape)")
  return (value, recording.unwind(Tensor(repeating: 1, shape: value.shape)))
}

/// The value of `function` at `input`, and its gradient there.
///
/// See the form with several inputs.
public func valueAndGradient(
  at input: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueAndGradient(at: [input]) { try function($0[0]) }
  return (value, gradients[0])
}

/// The value of `function` at `inputs`, and the map from a gradient of the value to gradients of the inputs.
///
/// The pullback may be called any number of times; it keeps the intermediate results alive.
public func valueWithPullback(
  at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, pullback: (Tensor) -> [Tensor]) {
  let recording = try Recording(at: inputs, of: function)
  return (
    recording.value,
    { upstream in
      var copy = recording
      return copy.unwind(upstream)
    }
  )
}

/// A function's value at some inputs, and how it came about.
private struct Recording {
  let value: Tensor
  private let shapes: [Shape]
  private let variables: [Node]
  /// Nothing when the value does not depend on the inputs.
  private var tape: Tape?

  init(at inputs: [Tensor], of function: ([Tensor]) throws -> Tensor) rethrows {
    let level = Nesting.depth + 1
    let nodes = inputs.map { _ in Node(nil) }
    let traced = zip(inputs, nodes).map { $0.traced(level: level, node: $1) }
    let output = try Nesting.$depth.withValue(level) { try function(traced) }
    shapes = inputs.map(\.shape)
    variables = nodes
    let root = output.level == level ? output.trace?.node : nil
    value = root == nil ? output : output.primal
    tape = root.map(Tape.init)
  }

  /// The gradients of the inputs.
  mutating func unwind(_ upstream: Tensor) -> [Tensor] {
    precondition(
      upstream.shape == value.shape,
      "the gradient of a value of shape \(value.shape) cannot have shape \(upstream.shape)")
    let gradients = tape?.unwind(upstream) ?? [:]
    return zip(shapes, variables).map { gradients[ObjectIdentifier($1)] ?? .zeros($0) }
  }
}
