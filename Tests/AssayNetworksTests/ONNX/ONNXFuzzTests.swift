import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Damaged ONNX files never trap, hang or take memory that their bytes cannot fill; with `ASSAY_HEAVY=1` 100,000 of them.
@Suite struct ONNXFuzzTests {
  private static let count = HeavyWork.isWanted ? 100_000 : 3_000

  @Test func damagedFilesAreReadOrRefused() throws {
    let examples = [
      ONNXExamples.convolutional, ONNXExamples.attention, ONNXExamples.various, ONNXExamples.mixed(channelsLast: true),
      ONNXExamples.merged(isForOneImage: true), ONNXExamples.strided([0, 4, 1], step: nil),
      ONNXExamples.strided([0, 4, 1], step: 8),
    ]
    let built = (examples + ONNXOperatorCase.all.map(\.file)).map { [UInt8]($0.data()) }
    let folder = PackagePaths.root.appending(path: "Fixtures/ONNX")
    let exported = try [
      "scikit_mlp_binary_zipmap", "scikit_scaled_pca", "keras_small", "tiny.legacy-17-dynamic", "tiny.qdq",
      "tiny.qoperator",
    ].map {
      [UInt8](try Data(contentsOf: folder.appending(path: "\($0).onnx")))
    }
    var fuzzer = FileFuzzer("onnx", files: built + exported)
    fuzzer.headCount = 2_000
    fuzzer.edits = [Self.changeVarint]
    fuzzer.kinds = [.malformedData, .unsupported, .limitExceeded, .shapeMismatch, .notFinite, .invalidArgument]
    fuzzer.places = ["byte ", "damaged", "model"]
    var evaluated = 0
    let tally = fuzzer.run(seed: 2026, count: Self.count) { bytes in
      let network = try Self.read(Data(bytes)).network
      if try evaluate(network) { evaluated += 1 }
      return network.parameters.values.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride
    }
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.refusedCount > Self.count / 3 && evaluated > Self.count / 50)
    print("onnx: \(evaluated) damaged networks evaluated")
  }

  /// Reads rows of features as digits.
  private static func read(_ data: Data) throws -> ONNXModel {
    do {
      return try ONNXModel(data: data, name: "damaged")
    } catch let error as AssayError where error.kind == .invalidArgument {
      return try ONNXModel(data: data, name: "damaged", inputShape: [1, 8, 8])
    }
  }

  /// Runs a network that is small enough, forwards and backwards: shapes that the reader worked out must be true.
  private func evaluate(_ network: Network) throws -> Bool {
    let graph = try network.graph()
    guard graph.nodes.reduce(0, { $0 + $1.outputShape.count }) < 100_000,
      try network.architecture.body.multiplyAdds(for: network.inputShape) < 10_000_000
    else { return false }
    let images = Tensor.uniform(0, 1, shape: Shape([2] + network.inputShape.dimensions), key: RandomKey(seed: 1))
    let expected = try network.logits(for: images).values
    let classes = network.classCount
    let (logits, gradient) = try network.frozen().logitsAndInputGradient(for: images) { _, rows in
      Tensor(repeating: 1, shape: [rows.count, classes])
    }
    #expect(logits.values.shape == expected.shape && gradient.shape == images.shape)
    return true
  }

  /// Sets a byte to what a small number, a sign or a length would be.
  private static let changeVarint: FileFuzzer.Edit = { bytes, random in
    guard !bytes.isEmpty else { return }
    let place = random.integer(in: 0...(bytes.count - 1))
    bytes[place] = UInt8(random.integer(in: 0...20))
  }
}
