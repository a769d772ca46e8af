import AssayBase
import Testing

/// First and second derivatives of every operation against differences of values.
@Suite struct FiniteDifferenceTests {
  /// What rounding of 32-bit floats and the fourth-order error leave, in parts of the gradient's length.
  private let tolerance = 2e-3

  @Test(arguments: DifferentiableCase.all)
  func firstDerivative(_ differentiable: DifferentiableCase) {
    #expect(differentiable.worstDeviation(key: RandomKey(seed: 7)) < tolerance)
  }

  @Test(arguments: DifferentiableCase.all)
  func secondDerivative(_ differentiable: DifferentiableCase) {
    let gradient = differentiable.gradientCase(key: RandomKey(seed: 11))
    #expect(gradient.worstDeviation(key: RandomKey(seed: 13), directions: 2) < tolerance)
  }
}
