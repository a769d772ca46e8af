import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Quantised networks against onnxruntime, whose sums differ in the last bits: where a number lies within rounding errors
/// of the middle between two integers, either is right.
@Suite struct ONNXQuantisedTests {
  /// The files that `Reference/quantised.py` wrote, in the folder that `ASSAY_ONNX_QUANTISED_DIR` names.
  @Test func quantisedNetworks() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_QUANTISED_DIR"] else {
      print("skipped: ASSAY_ONNX_QUANTISED_DIR does not name a folder of quantised networks")
      return
    }
    for url in try ONNXReference.files(in: URL(filePath: folder)) {
      let reference = try ONNXReference(for: url)
      let model = try ONNXModel(at: url.path(percentEncoded: false)).network.frozen()
      let logits = try model.logits(for: reference.archive.tensor("images"))
      let expected = Logits(try reference.archive.tensor("logits"))
      let count = expected.values.shape[0]
      let scale = expected.values.elements.map(\.magnitude).max() ?? 1
      let distances = (0..<count).map { row -> Float in
        largestDistance(logits.values.rows(row..<row + 1), expected.values.rows(row..<row + 1)) / scale
      }
      let same = distances.count { $0 < 1e-5 }
      let labels = zip(logits.labels, expected.labels).count { $0 == $1 }
      let deviations = try reference.deviations(of: model)
      print(
        "\(url.lastPathComponent): the same logits for \(same) of \(count) images, the same label for \(labels); apart by",
        "\(distances.max() ?? 0) of the largest logit at most, gradients \(deviations.dropFirst())")
      #expect(labels >= count - count / 50)
    }
  }
}
