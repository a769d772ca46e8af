import AssayBase
import AssayTensor
import Testing

/// A function of tensors with inputs at which its derivatives are to be checked.
struct DifferentiableCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputs: [Tensor]
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  /// How far the derivative along random directions is from differences of values; relative to the gradient's length.
  func worstDeviation(key: RandomKey, directions: Int = 3) -> Double {
    let (value, pullback) = valueWithPullback(at: inputs, of: function)
    let upstream = Tensor.uniform(-1, 1, shape: value.shape, key: key.derived("upstream"))
    let gradients = pullback(upstream)
    let length = gradients.map { dot($0, $0) }.reduce(0, +).squareRoot()
    return (0..<directions).map { index in
      let direction = inputs.enumerated().map {
        Tensor.uniform(-1, 1, shape: $1.shape, key: key.derived("direction").derived(index).derived($0))
      }
      let slope = zip(gradients, direction).map { dot($0, $1) }.reduce(0, +)
      return (slope - difference(along: direction, upstream)).magnitude / max(length, 1)
    }.max() ?? 0
  }

  /// The gradient as a function of the inputs and of the gradient of the output: its derivative is the second one.
  func gradientCase(key: RandomKey) -> DifferentiableCase {
    let upstream = Tensor.uniform(-1, 1, shape: function(inputs).shape, key: key.derived("upstream"))
    let weights = inputs.enumerated().map {
      Tensor.uniform(-1, 1, shape: $1.shape, key: key.derived("weight").derived($0))
    }
    let function = function
    return DifferentiableCase(name: "gradient of \(name)", inputs: inputs + [upstream]) { all in
      let gradients = valueWithPullback(at: Array(all.dropLast()), of: function).pullback(all[all.count - 1])
      let terms = zip(gradients, weights).map { ($0 * $1).sum() }
      return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
    }
  }

  /// The central difference of fourth order of Σ upstream · function, at steps short enough to stay between kinks.
  private func difference(along direction: [Tensor], _ upstream: Tensor) -> Double {
    func value(_ step: Float) -> Double {
      dot(function(zip(inputs, direction).map { $0 + $1 * step }), upstream)
    }
    let h: Float = 1 / 32
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * Double(h))
  }

  private func dot(_ x: Tensor, _ y: Tensor) -> Double {
    zip(x.elements, y.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
