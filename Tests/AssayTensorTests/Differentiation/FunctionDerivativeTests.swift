import AssayBase
import AssayTensor
import Testing

/// Derivatives of activations, normalisations, resampling and passes along axes, and their bits on several threads.
@Suite struct FunctionDerivativeTests {
  /// What rounding of 32-bit floats and the fourth-order error leave, in parts of the gradient's length.
  private let tolerance = 2e-3

  @Test(arguments: DifferentiableCase.functions)
  func firstDerivative(_ differentiable: DifferentiableCase) {
    #expect(differentiable.worstDeviation(key: RandomKey(seed: 7)) < tolerance)
  }

  @Test(arguments: DifferentiableCase.functions)
  func secondDerivative(_ differentiable: DifferentiableCase) {
    let gradient = differentiable.gradientCase(key: RandomKey(seed: 11))
    #expect(gradient.worstDeviation(key: RandomKey(seed: 13), directions: 2) < tolerance)
  }

  @Test func thirdDerivativeOfNormalization() {
    let key = RandomKey(seed: 19)
    let x = Tensor.uniform(-2, 2, shape: [4, 3, 2, 3], key: key)
    let ones = Tensor(repeating: 1, shape: [3])
    let normalization = DifferentiableCase(name: "batch norm", inputs: [x]) {
      $0[0].batchNormalized(weight: ones, bias: ones, epsilon: 0.5).output
    }
    let third = normalization.gradientCase(key: key.derived(1)).gradientCase(key: key.derived(2))
    #expect(third.worstDeviation(key: key.derived(3), directions: 2) < tolerance)
  }

  /// Values and gradients of everything that is dealt to the workers, on tensors large enough to be dealt.
  @Test func threadsChangeNothing() {
    let key = RandomKey(seed: 31)
    let x = Tensor.normal(shape: [9, 24, 33, 31], key: key)
    let (ones, gates) = (Tensor(repeating: 1, shape: [24]), Tensor.uniform(0, 1, shape: [9, 24, 1, 1], key: key))
    let functions: [@Sendable (Tensor) -> Tensor] = [
      { $0.silu() }, { $0.gelu() }, { $0.hardSwish() }, { $0.permuted([1, 3, 0, 2]) }, { $0.slice(1..<20, axis: 2) },
      { $0.batchNormalized(weight: ones, bias: ones, epsilon: 1e-5).output },
      { $0.layerNormalizedByPixel(weight: ones, bias: ones) },
      { $0.layerNormalized(weight: x.rows(0..<1).reshaped(to: [24, 33, 31]), bias: .zeros([24, 33, 31])) },
      { $0.groupNormalized(groups: 4, weight: ones, bias: ones) }, { $0.locallyNormalized(size: 5, k: 2) },
      { $0.resized(height: 50, width: 60, by: .bilinear()) }, { $0.adaptivelyAveraged(height: 7, width: 7) },
      { $0.padded(Margins(2), with: .reflected) }, { $0.padded(Margins(top: 1, right: 1)) }, { $0 * gates },
      { $0.maximum(axis: 1) }, { $0.cumulativeSum(axis: 3) }, { $0.logSumExp(axis: 1) },
    ]
    func results() -> [Tensor] {
      functions.flatMap { function in
        let (value, pullback) = valueWithPullback(at: [x]) { function($0[0]) }
        return [value] + pullback(value)
      }
    }
    let reference = ComputeContext.with(threads: 1) { results() }
    for threads in [2, 3, 5] { #expect(haveSameBits(ComputeContext.with(threads: threads) { results() }, reference)) }
  }
}
