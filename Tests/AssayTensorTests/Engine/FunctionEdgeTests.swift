import AssayBase
import AssayTensor
import Testing

/// Values of activations, reductions and masks at their limits.
@Suite struct FunctionEdgeTests {
  @Test func activationsStayFinite() {
    let x = Tensor(shape: [6], elements: [-3e38, -1e4, -100, 100, 1e4, 3e38])
    let functions: [(Tensor) -> Tensor] = [
      { $0.silu() }, { $0.mish() }, { $0.gelu() }, { $0.gelu(approximatedByTanh: true) }, { $0.elu() },
      { $0.hardSigmoid() }, { $0.relu6() },
    ]
    for function in functions {
      let (value, pullback) = valueWithPullback(at: [x]) { function($0[0]) }
      #expect(value.elements.allSatisfy { $0.isFinite })
      #expect(pullback(Tensor(repeating: 1, shape: [6]))[0].elements.allSatisfy { $0.isFinite })
      #expect(value.elements[0] >= -1 && value.elements[5] > 0)
    }
  }

  @Test func smallNegativesKeepTheirDigits() {
    let x = Tensor(shape: [2], elements: [-1e-6, -1e-3])
    #expect(zip(x.elu().elements, [-9.999995e-7, -9.995002e-4] as [Float]).allSatisfy { abs($0 / $1 - 1) < 1e-6 })
  }

  @Test func theFirstOfEqualMaximaHasTheGradient() {
    let x = Tensor(shape: [2, 3], elements: [1, 4, 4, 2, 2, 2])
    let (value, gradient) = valueAndGradient(at: x) { $0.maximum(axis: 1).sum() }
    #expect(value.scalar == 6)
    #expect(gradient.elements == [0, 1, 0, 1, 0, 0])
    let shared = valueWithPullback(at: [x, x]) { .maximum($0[0], $0[1]) }.pullback(Tensor(repeating: 1, shape: [2, 3]))
    #expect(shared.allSatisfy { $0.elements == [Float](repeating: 0.5, count: 6) })
  }

  @Test func aNormOfZeroHasNoSlope() {
    let (value, gradient) = valueAndGradient(at: .zeros([2, 3])) { $0.l2Norm(axes: [1]).sum() }
    #expect(value.scalar == 0)
    #expect(gradient.elements.allSatisfy { $0 == 0 })
  }

  @Test func infinitiesAddUp() {
    let rows = Tensor(shape: [3, 2], elements: [-.infinity, -.infinity, .infinity, 0, 1000, 1000])
    let sums = rows.logSumExp(axis: 1).elements
    #expect(sums[0] == -.infinity && sums[1] == .infinity && abs(sums[2] - 1000.6931) < 1e-3)
  }

  @Test func normalizedBatchesHaveMeanZeroAndVarianceOne() {
    let x = Tensor.normal(shape: [7, 5, 3, 3], key: RandomKey(seed: 3)) * 4 + 100
    let result = x.batchNormalized(weight: Tensor(repeating: 1, shape: [5]), bias: .zeros([5]), epsilon: 0)
    #expect(result.output.mean(axes: [0, 2, 3]).elements.allSatisfy { abs($0) < 1e-4 })
    #expect(result.output.variance(axes: [0, 2, 3], isUnbiased: false).elements.allSatisfy { abs($0 - 1) < 1e-4 })
    #expect(result.mean.elements.allSatisfy { abs($0 - 100) < 2 })
  }

  /// ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ for every geometry.
  @Test(arguments: [(1, 0, 1), (2, 1, 1), (3, 2, 2)])
  func transposedConvolutionIsTheTranspose(_ stride: Int, _ padding: Int, _ groups: Int) {
    let key = RandomKey(seed: 5)
    let geometry = ConvolutionGeometry(stride: (stride, stride), padding: (padding, padding), groups: groups)
    let x = Tensor.uniform(-1, 1, shape: [2, 4, 10, 10], key: key.derived("x"))
    let weight = Tensor.uniform(-1, 1, shape: [6, 4 / groups, 3, 3], key: key.derived("w"))
    let result = x.convolved(with: weight, bias: nil, geometry)
    let y = Tensor.uniform(-1, 1, shape: result.shape, key: key.derived("y"))
    let rest = (10 + 2 * padding - 3) % stride
    let back = y.transposeConvolved(with: weight, bias: nil, geometry, outputPadding: (rest, rest))
    #expect(back.shape == x.shape)
    #expect(abs((result * y).sum().scalar - (x * back).sum().scalar) < 1e-3)
  }

  @Test func masksOfChannelsAndExamples() {
    let x = Tensor(repeating: 1, shape: [8, 6, 3, 3])
    let byChannel = x * .dropoutMask(shape: [8, 6, 1, 1], keeping: 0.5, key: RandomKey(seed: 1))
    #expect(byChannel.variance(axes: [2, 3]).elements.allSatisfy { $0 == 0 })
    #expect(Set(byChannel.elements) == [0, 2])
    let byExample = x * .dropoutMask(shape: [8, 1, 1, 1], keeping: 0.5, key: RandomKey(seed: 1))
    #expect(byExample.variance(axes: [1, 2, 3]).elements.allSatisfy { $0 == 0 })
  }
}
