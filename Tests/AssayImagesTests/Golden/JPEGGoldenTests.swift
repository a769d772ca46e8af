import AssayImages
import AssayTensor
import AssayTestSupport
import Testing

/// JPEG's tables, transform and differentiable form against Pillow's, SciPy's and float64 arithmetic in PyTorch.
@Suite struct JPEGGoldenTests {
  static let operations: [String: @Sendable (GoldenCase) throws -> [GoldenMismatch]] = [
    "jpeg_tables": { it in
      let quality = try #require(it.params["quality"]?.int)
      let luma = JPEGQuantization.luma(quality: quality).map { Int($0) }
      let chroma = JPEGQuantization.chroma(quality: quality).map { Int($0) }
      return try [
        it.compare(luma, shape: [8, 8], with: "luma"), it.compare(chroma, shape: [8, 8], with: "chroma"),
      ].compactMap { $0 }
    },
    "dct": { it in
      let input = try it.input("input")
      let transform = BlockTransform()
      let samples = Tensor(shape: [input.shape[0], 1, 8, 8], elements: input.floats)
      let coefficients = transform.coefficients(of: samples)
      return try it.compareAll([
        "coefficients": coefficients.elements, "inverse": transform.samples(coefficients, rows: 1).elements,
      ])
    },
    "jpeg": { it in
      try it.compareAll(["output": simulation(it)(images(it), rounding: .nearest).elements])
    },
    "jpeg_differentiable": { it in
      let (input, jpeg, upstream) = try (images(it), simulation(it), it.input("upstream"))
      let (output, pullback) = valueWithPullback(at: [input]) { jpeg($0[0], rounding: .smooth) }
      let gradient = pullback(Tensor(shape: input.shape, elements: upstream.floats))[0]
      return try it.compareAll(["output": output.elements, "grad_input": gradient.elements])
    },
  ]

  @Test func operationsAgree() throws {
    guard let file = try GoldenFile.load("images") else { return }
    var tally = GoldenTally(file, claiming: Set(Self.operations.keys))
    for goldenCase in file.cases {
      guard let operation = Self.operations[goldenCase.op] else { continue }
      tally.record(goldenCase, Result { try operation(goldenCase) })
    }
    #expect(tally.report() == [])
  }

  private static func images(_ it: GoldenCase) throws -> Tensor {
    let input = try it.input("input")
    return Tensor(shape: Shape(input.shape), elements: input.floats)
  }

  private static func simulation(_ it: GoldenCase) throws -> JPEGSimulation {
    let isWhole = try #require(it.params["subsampling"]?.string) == "none"
    return try JPEGSimulation(
      quality: try #require(it.params["quality"]?.int), subsampling: isWhole ? .none : .half)
  }
}
