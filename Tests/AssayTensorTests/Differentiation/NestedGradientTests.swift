import AssayTensor
import Testing

/// What gradients mean when functions capture, repeat, ignore and differentiate their inputs.
@Suite struct NestedGradientTests {
  private func derivative(at x: Float, _ function: (Tensor) -> Tensor) -> Float {
    valueAndGradient(at: Tensor(x)) { function($0) }.gradient.scalar
  }

  @Test func higherOrders() {
    let third = derivative(at: 2) { x in
      valueAndGradient(at: x) { y in
        valueAndGradient(at: y) { z in z * z * z * z }.gradient
      }.gradient
    }
    #expect(third == 48)
    #expect(derivative(at: 3) { x in valueAndGradient(at: x) { $0 * $0 * $0 }.gradient } == 18)
  }

  /// Siskind and Pearlmutter's perturbation confusion: the inner derivative must not see the outer variable's.
  @Test func levelsAreKeptApart() {
    #expect(derivative(at: 3) { x in x * valueAndGradient(at: Tensor(5)) { y in x + y }.gradient } == 1)
    #expect(derivative(at: 3) { x in x * valueAndGradient(at: Tensor(5)) { y in x * y }.gradient } == 6)
    #expect(derivative(at: 3) { x in valueAndGradient(at: x) { y in x * y }.gradient } == 1)
    #expect(derivative(at: 3) { x in valueAndGradient(at: x * 2) { y in x * y * y }.value } == 108)
  }

  @Test func capturedTensorsAreConstants() {
    let constant = Tensor(4)
    let (value, gradient) = valueAndGradient(at: Tensor(3)) { $0 * constant + constant }
    #expect(value.scalar == 16 && gradient.scalar == 4)
    #expect(derivative(at: 3) { $0 * $0.detached } == 3)
  }

  @Test func resultsWithoutTheInputGiveZeros() {
    let (value, gradient) = valueAndGradient(at: Tensor(repeating: 3, shape: [2, 2])) { _ in Tensor(7) }
    #expect(value.scalar == 7 && gradient.shape == [2, 2] && gradient.elements == [0, 0, 0, 0])
    let gradients = valueAndGradient(at: [Tensor(3), Tensor(5)]) { $0[0] * 2 }.gradients
    #expect(gradients.map(\.scalar) == [2, 0])
    #expect(derivative(at: 3) { x in valueAndGradient(at: Tensor(1)) { y in y * 2 }.gradient * x } == 2)
  }

  @Test func usesAddUp() {
    #expect(derivative(at: 3) { $0 + $0 } == 2)
    #expect(derivative(at: 3) { ($0 * $0) + ($0 * 2) - $0 } == 7)
    #expect(derivative(at: 1) { x in (0..<1000).reduce(x) { sum, _ in sum + x } } == 1001)
    // A diamond: the shared node is walked once, after both of its users.
    #expect(
      derivative(at: 2) { x in
        let square = x * x; return square * square + square
      } == 36)
  }

  @Test func theSameTensorTwiceIsTwoVariables() {
    let x = Tensor(3)
    let gradients = valueAndGradient(at: [x, x]) { $0[0] * $0[0] * $0[1] }.gradients
    #expect(gradients.map(\.scalar) == [18, 9])
  }

  @Test func identityAndConstantUpstream() {
    let x = Tensor(shape: [3], elements: [1, 2, 3])
    let (value, pullback) = valueWithPullback(at: [x]) { $0[0] }
    let upstream = Tensor(shape: [3], elements: [5, 6, 7])
    #expect(value.elements == [1, 2, 3] && pullback(upstream)[0].elements == [5, 6, 7])
  }

  @Test func pullbacksMayBeCalledAgainAndElsewhere() {
    let x = Tensor(shape: [2], elements: [1, 2])
    let (_, pullback) = valueWithPullback(at: [x]) { $0[0].squared() }
    let upstream = Tensor(shape: [2], elements: [1, 10])
    #expect(pullback(upstream)[0].elements == [2, 40])
    #expect(pullback(upstream)[0].elements == [2, 40])
    // Inside another computation, whose variable is the upstream gradient.
    let (_, gradient) = valueAndGradient(at: upstream) {
      (pullback($0)[0] * Tensor(shape: [2], elements: [3, 5])).sum()
    }
    #expect(gradient.elements == [6, 20])
  }

  @Test func errorsPassThrough() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try valueAndGradient(at: Tensor(1)) { _ in throw Stop() } }
  }

  @Test func longChainsNeedNoStack() {
    let result = derivative(at: 1) { x in (0..<20_000).reduce(x) { y, _ in -y } }
    #expect(result == 1)
  }
}
