import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import Testing

/// NaN and infinities go through every layer as IEEE 754 says, on every instruction set, and nowhere else.
@Suite struct NonFiniteTests {
  /// The images with one element of the second of three replaced, somewhere inside where all windows look.
  private func images(_ subject: LayerCase, _ value: Float) -> Tensor {
    let clean = subject.images(3)
    var elements = clean.elements
    elements[subject.input.count + place(in: subject.input)] = value
    return Tensor(shape: clean.shape, elements: elements)
  }

  /// The first channel's pixel in row 2 and column 2, or as far inside as there is.
  private func place(in shape: Shape) -> Int {
    shape.rank == 3 ? min(2, shape[1] - 1) * shape[2] + min(2, shape[2] - 1) : min(2, shape[0] - 1)
  }

  private enum Kind { case finite, infinite, negativeInfinite, nan }

  private func kinds(_ x: Tensor) -> [Kind] {
    x.elements.map { $0.isNaN ? .nan : $0 == .infinity ? .infinite : $0 == -.infinity ? .negativeInfinite : .finite }
  }

  @Test(arguments: LayerCase.all) func notANumberIsNeverLost(_ subject: LayerCase) throws {
    let weights = subject.parameters
    let (clean, dirty) = (subject.images(3), images(subject, .nan))
    let expected = subject.results(clean, weights)[0]
    let reference = kinds(subject.results(dirty, weights)[0])
    for instructionSet in Kernels.supported {
      try ComputeContext.with(instructionSet: instructionSet) {
        for value in [subject.results(dirty, weights)[0], try subject.frozenResults(dirty, weights)[0]] {
          #expect(value.rows([1]).elements.contains { $0.isNaN }, "\(instructionSet)")
          #expect(kinds(value) == reference, "\(instructionSet)")
          #expect(largestDistance(value.rows([0, 2]), expected.rows([0, 2])) < 1e-4, "\(instructionSet)")
        }
      }
    }
  }

  /// A gradient that is not a number reaches the images through every layer.
  @Test(arguments: LayerCase.all) func gradientsThatAreNoNumbersAreNeverLost(_ subject: LayerCase) throws {
    let weights = subject.parameters
    let images = subject.images(2).absolute() + 0.5
    let shape = subject.results(images, weights)[0].shape
    let upstream = Tensor(repeating: .nan, shape: shape)
    #expect(subject.results(images, weights, upstream: upstream)[1].elements.contains { $0.isNaN })
    #expect(try subject.frozenResults(images, weights, upstream: upstream)[1].elements.contains { $0.isNaN })
    // And through what a NaN was made of.
    let dirty = Tensor(repeating: .nan, shape: images.shape)
    let gradients = [subject.results(dirty, weights)[1], try subject.frozenResults(dirty, weights)[1]]
    for gradient in gradients { #expect(gradient.elements.contains { $0 != 0 }) }
  }

  @Test(arguments: LayerCase.all, [Float.infinity, -.infinity])
  func infinitiesAreTheSameOnInstructionSets(_ subject: LayerCase, _ value: Float) throws {
    let (weights, dirty) = (subject.parameters, images(subject, value))
    let clean = subject.results(subject.images(3), weights)[0]
    func results() throws -> [Tensor] {
      [subject.results(dirty, weights)[0]] + [try subject.frozenResults(dirty, weights)[0]]
    }
    let reference = try ComputeContext.with(instructionSet: .portable) { try results() }
    for instructionSet in Kernels.supported {
      for (got, wanted) in zip(try ComputeContext.with(instructionSet: instructionSet) { try results() }, reference) {
        #expect(kinds(got) == kinds(wanted), "\(instructionSet)")
        #expect(largestDistance(got.rows([0, 2]), clean.rows([0, 2])) < 1e-4, "\(instructionSet)")
      }
    }
  }

  /// Every output of a convolution is what the sum of products is: NaN, ±∞ or finite.
  @Test(arguments: LayerCase.all.filter { $0.layers.layers.count == 1 && $0.layers.layers[0] is Convolution })
  func convolutionsAreSumsOfProducts(_ subject: LayerCase) throws {
    var weights = subject.parameters
    let layer = subject.layers
    for (name, tensor) in weights where name.hasSuffix("weight") { weights[name] = tensor + 2 }
    for value in [Float.nan, .infinity, -.infinity] {
      let dirty = images(subject, value)
      let output = layer(dirty, LayerContext(parameters: weights, mode: .evaluation))
      // Positive weights: an output is what it sees, and it sees the pixel if its gradient there is not zero.
      let seen = layer(images(subject, 1e30), LayerContext(parameters: weights, mode: .evaluation))
      for (got, wanted) in zip(output.elements, seen.elements) {
        let isFinite = wanted < 1e20
        // In tiles of 2×2 pixels sums and differences of pixels are multiplied, of which an infinity may make NaN.
        let isInTiles = subject.description.contains("tiles")
        #expect(
          isFinite ? got.isFinite : value.isNaN ? got.isNaN : got == value || (isInTiles && got.isNaN),
          "\(value): \(got), \(wanted)")
      }
    }
  }

  @Test func maximaOfNotANumber() {
    let x = Tensor(
      shape: [1, 1, 2, 6], elements: [1, .nan, -.infinity, -.infinity, 5, .nan, 2, 3, -.infinity, -.infinity, .nan, 7])
    let pool = PoolingGeometry(kernel: (2, 2))
    let (value, pullback) = valueWithPullback(at: [x]) { $0[0].maxPooled(pool) }
    #expect(value.elements[0].isNaN && value.elements[1] == -.infinity && value.elements[2].isNaN)
    // The first NaN has the gradient, and of windows of −∞ the first element.
    let gradient = pullback(Tensor(shape: [1, 1, 1, 3], elements: [1, 10, 100]))[0].elements
    #expect(gradient == [0, 1, 10, 0, 0, 100, 0, 0, 0, 0, 0, 0])
    // Beyond the rim there is nothing, not zero.
    let padded = Tensor(repeating: -.infinity, shape: [1, 1, 2, 2]).maxPooled(
      PoolingGeometry(kernel: (3, 3), stride: (1, 1), padding: (1, 1)))
    #expect(padded.elements.allSatisfy { $0 == -.infinity })
  }

  @Test func rectifiersLetGradientsThroughAtNotANumber() {
    let x = Tensor(shape: [5], elements: [.nan, -1, 0, 2, .infinity])
    #expect(valueAndGradient(at: x) { $0.relu().sum() }.gradient.elements == [1, 0, 0, 1, 1])
    #expect(valueAndGradient(at: x) { $0.relu6().sum() }.gradient.elements == [1, 0, 0, 1, 0])
    #expect(valueAndGradient(at: x) { $0.clamped(0, 3).sum() }.gradient.elements == [1, 0, 1, 1, 0])
    #expect(valueAndGradient(at: x) { $0.hardSigmoid().sum() }.gradient.elements[0] == Float(1) / 6)
    #expect(x.l2Norm(axes: [0]).scalar.isNaN)
  }

  @Test func softmaxOfInfinities() {
    let rows = Tensor(
      shape: [4, 3],
      elements: [.infinity, 0, 1, -.infinity, 0, 0, -.infinity, -.infinity, -.infinity, .nan, 0, 1])
    for result in [rows.softmax(), rows.logSoftmax()] {
      #expect(result.rows([0, 2, 3]).elements.allSatisfy { $0.isNaN })
    }
    #expect(rows.softmax().rows([1]).elements == [0, 0.5, 0.5])
    #expect(rows.logSoftmax().rows([1]).elements[0] == -.infinity)
    #expect(rows.crossEntropy(labels: [0, 0, 0, 0]).elements.map(\.isNaN) == [true, false, true, true])
    #expect(rows.crossEntropy(labels: [1, 0, 1, 1]).elements[1] == .infinity)
  }

  /// In training a channel's statistics are those of the batch: what is wrong in one example is wrong in all.
  @Test func batchNormSpreadsWithinAChannel() {
    var elements = [Float](repeating: 0, count: 24).indices.map { Float($0) }
    elements[5] = .nan
    let x = Tensor(shape: [2, 3, 2, 2], elements: elements)
    let ones = Tensor(repeating: 1, shape: [3])
    let output = x.batchNormalized(weight: ones, bias: .zeros([3]), epsilon: 1e-5)
    #expect(output.output.elements.map(\.isNaN) == (0..<24).map { $0 / 4 % 3 == 1 })
    #expect(output.mean.elements.map(\.isNaN) == [false, true, false])
    let rows = x.layerNormalized(
      weight: ones.reshaped(to: [3, 1, 1]).broadcast(to: [3, 2, 2]), bias: .zeros([3, 2, 2]))
    #expect(rows.elements.map(\.isNaN) == (0..<24).map { $0 < 12 })
  }
}
