import AssayBase
import AssayTensor
import Testing

/// Empty batches, single pixels, and numbers that are none.
@Suite struct EdgeCaseTests {
  private let network = SmallNetwork(activation: { $0.relu() }, poolsAfterFirst: true)
  private let weights: [Tensor] = {
    let shapes: [Shape] = [[4, 1, 3, 3], [4], [6, 4, 3, 3], [6], [5, 24], [5]]
    return shapes.enumerated().map { Tensor.uniform(-1, 1, shape: $1, key: RandomKey(seed: 3).derived($0)) }
  }()

  @Test func emptyBatches() {
    let images = Tensor.zeros([0, 1, 8, 8])
    #expect(network(images, weights).shape == [0, 5])
    let (loss, gradients) = valueAndGradient(at: [images] + weights) {
      network($0[0], Array($0.dropFirst())).crossEntropy(labels: []).sum()
    }
    #expect(loss.scalar == 0 && gradients[0].shape == [0, 1, 8, 8])
    #expect(gradients.dropFirst().allSatisfy { $0.elements.allSatisfy { $0 == 0 } })
    #expect(Tensor.zeros([0, 3]).sumPerExample().shape == [0])
    #expect(Tensor.zeros([0, 3]).softmax().shape == [0, 3])
    #expect(Tensor.zeros([0, 2, 4, 4]).averagePooled(PoolingGeometry(kernel: (2, 2))).shape == [0, 2, 2, 2])
  }

  @Test func singlePixels() {
    let x = Tensor(shape: [1, 2, 1, 1], elements: [3, -4])
    let weight = Tensor(shape: [3, 2, 1, 1], elements: [1, 0, 0, 1, 1, 1])
    let (value, pullback) = valueWithPullback(at: [x, weight]) {
      $0[0].convolved(with: $0[1], bias: nil, ConvolutionGeometry())
    }
    #expect(value.elements == [3, -4, -1])
    let gradients = pullback(Tensor(shape: [1, 3, 1, 1], elements: [1, 10, 100]))
    #expect(gradients[0].elements == [101, 110] && gradients[1].elements == [3, -4, 30, -40, 300, -400])
    // A kernel that sees one pixel and eight of padding.
    let padded = x.convolved(
      with: Tensor(repeating: 2, shape: [1, 2, 3, 3]), bias: nil, ConvolutionGeometry(padding: (1, 1)))
    #expect(padded.elements == [-2])
    #expect(x.maxPooled(PoolingGeometry(kernel: (3, 3), stride: (1, 1), padding: (1, 1))).elements == [3, -4])
    #expect(x.globallyAveraged().elements == [3, -4])
  }

  @Test func notANumberGoesThrough() {
    let x = Tensor(shape: [1, 1, 2, 4], elements: [1, .nan, 3, 4, 5, 6, 7, -.infinity])
    #expect(x.relu().elements.map { $0.isNaN } == [false, true, false, false, false, false, false, false])
    let pooled = x.maxPooled(PoolingGeometry(kernel: (2, 2))).elements
    #expect(pooled[0].isNaN && pooled[1] == 7)
    let averaged = x.averagePooled(PoolingGeometry(kernel: (2, 2))).elements
    #expect(averaged[0].isNaN && averaged[1] == -.infinity)
    let wide = Tensor(repeating: .nan, shape: [2, 37])
    for result in [
      wide.relu(), wide.exp(), wide.log(), wide.tanh(), wide.sigmoid(), wide.softplus(), wide.silu(),
      wide.absolute(), wide.squareRoot(), wide.softmax(), wide.logSoftmax(),
    ] {
      #expect(result.elements.allSatisfy { $0.isNaN })
    }
    #expect(wide.sum().scalar.isNaN)
    #expect(wide.crossEntropy(labels: [0, 1]).elements.allSatisfy { $0.isNaN })
  }

  @Test func notANumberStaysInItsExample() {
    let clean = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 9))
    var elements = clean.elements
    elements[64 + 9] = .nan
    let logits = network(Tensor(shape: clean.shape, elements: elements), weights)
    let expected = network(clean, weights)
    #expect(logits.rows([1]).elements.allSatisfy { $0.isNaN })
    #expect(haveSameBits(logits.rows([0, 2]), expected.rows([0, 2])))
  }

  @Test func infinitiesOfFunctions() {
    let x = Tensor(shape: [4], elements: [.infinity, -.infinity, 200, -200])
    #expect(x.exp().elements == [.infinity, 0, .infinity, 0])
    #expect(x.tanh().elements == [1, -1, 1, -1])
    #expect(x.sigmoid().elements == [1, 0, 1, 0])
    #expect(x.softplus().elements == [.infinity, 0, 200, 0])
    #expect(x.relu().elements == [.infinity, 0, 200, 0])
    #expect(Tensor(shape: [3], elements: [0, -1, .infinity]).log().elements.prefix(1) == [-.infinity])
    #expect(Tensor(-1).log().scalar.isNaN && Tensor(.infinity).log().scalar == .infinity)
    // Logits that differ by more than exp can hold.
    let rows = Tensor(shape: [1, 3], elements: [1000, -1000, 0])
    #expect(rows.softmax().elements == [1, 0, 0] && rows.logSoftmax().elements == [0, -2000, -1000])
    #expect(rows.crossEntropy(labels: [1]).elements == [2000])
  }

  @Test func confidentRowsKeepTheirGradient() {
    let (_, pullback) = valueWithPullback(at: [Tensor(shape: [1, 3], elements: [40, 0, -1])]) {
      $0[0].crossEntropy(labels: [0])
    }
    let gradient = pullback(Tensor(shape: [1], elements: [1]))[0].elements
    #expect(gradient[0] < 0 && gradient[1] > 0 && (gradient[0] + gradient[1] + gradient[2]).magnitude < 1e-20)
  }

  @Test func tiesAndKinks() {
    let x = Tensor(shape: [1, 1, 2, 2], elements: [2, 2, 2, 2])
    let (_, pullback) = valueWithPullback(at: [x]) { $0[0].maxPooled(PoolingGeometry(kernel: (2, 2))) }
    #expect(pullback(Tensor(repeating: 1, shape: [1, 1, 1, 1]))[0].elements == [1, 0, 0, 0])
    let zero = Tensor(shape: [1], elements: [0])
    #expect(valueAndGradient(at: zero) { $0.relu().sum() }.gradient.elements == [0])
    #expect(valueAndGradient(at: zero) { $0.absolute().sum() }.gradient.elements == [0])
    #expect(zero.sign().elements == [0])
  }
}
