import AssayBase
import AssayTensor
import Testing

/// Results are the same bits for any number of threads, any cut of the batch and any instruction set.
@Suite struct BitIdentityTests {
  /// A convolution's layer: channels, outputs, image, kernel, stride, padding, dilation, groups.
  struct Layer: Sendable, CustomTestStringConvertible {
    let channels, outputs, size, kernel, stride, padding, dilation, groups: Int
    let batch: Int

    var testDescription: String {
      "\(batch)×\(channels)×\(size)×\(size + 2) → \(outputs), kernel \(kernel), stride \(stride), padding \(padding), "
        + "dilation \(dilation), groups \(groups)"
    }

    /// Output, input gradient, weight gradient and bias gradient.
    func results(rows: Range<Int>? = nil) -> [Tensor] {
      let key = RandomKey(seed: 5).derived(testDescription)
      let geometry = ConvolutionGeometry(
        stride: (stride, stride), padding: (padding, padding), dilation: (dilation, dilation), groups: groups)
      let x = Tensor.uniform(-1, 1, shape: [batch, channels, size, size + 2], key: key.derived("x"))
      let weight = Tensor.uniform(-1, 1, shape: [outputs, channels / groups, kernel, kernel], key: key.derived("w"))
      let bias = Tensor.uniform(-1, 1, shape: [outputs], key: key.derived("b"))
      let (value, pullback) = valueWithPullback(at: [rows.map { x.rows($0) } ?? x, weight, bias]) {
        $0[0].convolved(with: $0[1], bias: $0[2], geometry)
      }
      return [value] + pullback(value)
    }
  }

  static let layers: [Layer] = [
    Layer(channels: 1, outputs: 16, size: 8, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, batch: 13),
    Layer(channels: 16, outputs: 32, size: 7, kernel: 5, stride: 1, padding: 2, dilation: 1, groups: 1, batch: 7),
    Layer(channels: 32, outputs: 100, size: 7, kernel: 7, stride: 1, padding: 3, dilation: 1, groups: 1, batch: 70),
    Layer(channels: 21, outputs: 40, size: 11, kernel: 6, stride: 1, padding: 1, dilation: 1, groups: 1, batch: 5),
    Layer(channels: 5, outputs: 19, size: 9, kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 1, batch: 5),
    Layer(channels: 12, outputs: 24, size: 6, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 3, batch: 4),
    Layer(channels: 8, outputs: 8, size: 9, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 8, batch: 3),
    Layer(channels: 40, outputs: 33, size: 5, kernel: 1, stride: 1, padding: 0, dilation: 1, groups: 1, batch: 9),
    Layer(channels: 3, outputs: 7, size: 15, kernel: 3, stride: 2, padding: 2, dilation: 2, groups: 1, batch: 3),
    Layer(channels: 3, outputs: 9, size: 21, kernel: 7, stride: 4, padding: 3, dilation: 1, groups: 1, batch: 2),
    // Much padding: kernels larger than the image, outputs that see none of it, strides, dilation and groups.
    Layer(channels: 32, outputs: 20, size: 5, kernel: 7, stride: 1, padding: 3, dilation: 1, groups: 1, batch: 6),
    Layer(channels: 32, outputs: 64, size: 2, kernel: 5, stride: 1, padding: 4, dilation: 1, groups: 1, batch: 5),
    Layer(channels: 16, outputs: 32, size: 5, kernel: 1, stride: 1, padding: 2, dilation: 1, groups: 1, batch: 4),
    Layer(channels: 20, outputs: 40, size: 7, kernel: 5, stride: 2, padding: 3, dilation: 1, groups: 1, batch: 7),
    Layer(channels: 64, outputs: 32, size: 6, kernel: 3, stride: 3, padding: 2, dilation: 2, groups: 1, batch: 5),
    Layer(channels: 32, outputs: 64, size: 6, kernel: 3, stride: 1, padding: 2, dilation: 2, groups: 2, batch: 5),
    // The weights' gradient in place, with padding copied, in groups and without a copy.
    Layer(channels: 64, outputs: 20, size: 16, kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 1, batch: 4),
    Layer(channels: 64, outputs: 12, size: 7, kernel: 1, stride: 1, padding: 0, dilation: 1, groups: 2, batch: 5),
    // Large enough for fewer products in tiles of 2×2, with odd edges and with pixels outside the padding.
    Layer(channels: 32, outputs: 48, size: 7, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, batch: 5),
    Layer(channels: 144, outputs: 32, size: 4, kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 1, batch: 3),
    Layer(channels: 48, outputs: 32, size: 10, kernel: 3, stride: 1, padding: 2, dilation: 1, groups: 1, batch: 3),
  ]

  @Test(arguments: layers)
  func convolutionsOnThreads(_ layer: Layer) {
    let reference = ComputeContext.with(threads: 1) { layer.results() }
    for threads in [2, 3, 5] {
      #expect(haveSameBits(ComputeContext.with(threads: threads) { layer.results() }, reference), "\(threads) threads")
    }
  }

  @Test(arguments: layers)
  func convolutionsOnInstructionSets(_ layer: Layer) {
    let reference = layer.results()
    for instructionSet in Kernels.supported {
      let results = ComputeContext.with(instructionSet: instructionSet) { layer.results() }
      for (name, pair) in zip(["output", "input", "weight", "bias"], zip(results, reference)) {
        #expect(haveSameBits(pair.0, pair.1), "\(name) on \(instructionSet)")
      }
    }
  }

  @Test(arguments: layers)
  func convolutionsInParts(_ layer: Layer) {
    let reference = layer.results()
    let parts = [0..<1, 1..<layer.batch - 1, layer.batch - 1..<layer.batch].map { layer.results(rows: $0) }
    for index in [0, 1] {
      #expect(haveSameBits(.concatenatingRows(parts.map { $0[index] }), reference[index]))
    }
  }

  @Test(arguments: [(1, 10, 7), (3, 33, 64), (129, 17, 20), (250, 128, 10), (2, 500, 600), (64, 1, 1)])
  func products(_ m: Int, _ n: Int, _ k: Int) {
    let key = RandomKey(seed: 17)
    let a = Tensor.uniform(-1, 1, shape: [m, k], key: key.derived("a"))
    let b = Tensor.uniform(-1, 1, shape: [n, k], key: key.derived("b"))
    let bias = Tensor.uniform(-1, 1, shape: [n], key: key.derived("bias"))
    func results() -> [Tensor] {
      let (value, pullback) = valueWithPullback(at: [a, b, bias]) { $0[0].linear(weight: $0[1], bias: $0[2]) }
      return [value] + pullback(value)
    }
    let reference = ComputeContext.with(threads: 1) { results() }
    for threads in [2, 3, 5] {
      #expect(haveSameBits(ComputeContext.with(threads: threads) { results() }, reference))
    }
    for instructionSet in Kernels.supported where instructionSet != .portable || m * n * k < 100_000 {
      #expect(haveSameBits(ComputeContext.with(instructionSet: instructionSet) { results() }, reference))
    }
    #expect(
      haveSameBits(
        .concatenatingRows((0..<m).prefix(9).map { a.rows([$0]).linear(weight: b, bias: bias) }),
        reference[0].rows(0..<min(9, m))))
  }

  /// Loss and all weight gradients of a small network, and gradients of its saliency.
  @Test func trainingStep() {
    let key = RandomKey(seed: 23)
    let network = SmallNetwork(activation: { $0.silu() }, poolsAfterFirst: true)
    let shapes: [Shape] = [[8, 1, 3, 3], [8], [12, 8, 3, 3], [12], [5, 192], [5]]
    let weights = shapes.enumerated().map { Tensor.uniform(-0.5, 0.5, shape: $1, key: key.derived("w").derived($0)) }
    let images = Tensor.uniform(0, 1, shape: [21, 1, 16, 16], key: key.derived("x"))
    let labels = (0..<21).map { $0 % 5 }
    func step() -> [Tensor] {
      let (loss, gradients) = valueAndGradient(at: weights) { weights in
        network(images, weights).crossEntropy(labels: labels).mean()
          + network.scoreGradient(images, weights, labels: labels).absolute().sum() * 0.01
      }
      return [loss] + gradients
    }
    let reference = ComputeContext.with(threads: 1) { step() }
    for threads in [2, 3, 5] { #expect(haveSameBits(ComputeContext.with(threads: threads) { step() }, reference)) }
    for instructionSet in Kernels.supported {
      #expect(haveSameBits(ComputeContext.with(instructionSet: instructionSet) { step() }, reference))
    }
    let logits = network(images, weights)
    #expect(haveSameBits(.concatenatingRows((0..<21).map { network(images.rows([$0]), weights) }), logits))
  }

  @Test func largeElementwiseWorkOnThreads() {
    let x = Tensor.normal(shape: [3, 5, 120, 121], key: RandomKey(seed: 29))
    func results() -> [Tensor] {
      [
        x.exp(), x.tanh(), x.softplus(), x * x + x, x.summed(to: [1, 5, 1, 1]), x.sum(), x.sumPerExample(),
        x.maxPooled(PoolingGeometry(kernel: (2, 2))),
        .dropoutMask(shape: x.shape, keeping: 0.7, key: RandomKey(seed: 1)),
      ]
    }
    let reference = ComputeContext.with(threads: 1) { results() }
    for threads in [2, 3, 5] { #expect(haveSameBits(ComputeContext.with(threads: threads) { results() }, reference)) }
  }
}
