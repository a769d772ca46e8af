import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Networks from ONNX files against onnxruntime's logits and PyTorch's gradients.
@Suite struct ONNXReferenceTests {
  /// The files that `Reference/export.py` wrote, in the folder that `ASSAY_ONNX_DIR` names.
  @Test func exportedNetworks() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_DIR"] else {
      print("skipped: ASSAY_ONNX_DIR does not name a folder of exported networks")
      return
    }
    let files = try ONNXReference.files(in: URL(filePath: folder))
    var passed = 0
    for url in files {
      let file = url.lastPathComponent
      do {
        let network = try ONNXModel(at: url.path(percentEncoded: false)).network
        let reference = try ONNXReference(for: url)
        let worst = try [network as any DifferentiableClassifier, network.frozen()].flatMap(reference.deviations)
        let isNear = worst.allSatisfy { $0 <= 1e-4 }
        print("\(file): \(worst)\(isNear ? "" : " FAILED")")
        #expect(isNear, "\(file): \(worst)")
        if isNear { passed += 1 }
      } catch {
        print("\(file): FAILED \(error)")
        Issue.record("\(file): \(error)")
      }
    }
    print("onnx: \(passed) of \(files.count) exported networks agree")
  }

  /// The trained networks of the golden files, which also come as ONNX.
  @Test func goldenNetworks() throws {
    guard let digits = try GoldenDigits.load() else { return }
    let (images, _) = try digits.examples()
    for name in ["digits_cnn", "digits_cnn_robust"] {
      let path = GoldenFile.folder.appending(path: "\(name).onnx").path(percentEncoded: false)
      let network = try ONNXModel(at: path).network
      let expected = try digits.network(name).logits(for: images).values
      #expect(largestDistance(try network.logits(for: images).values, expected) < 1e-4)
      #expect(largestDistance(try network.frozen().logits(for: images).values, expected) < 1e-4)
    }
  }

  /// The node tests of the `onnx` package as `Reference/nodes.py` wrote them, in the folder that `ASSAY_ONNX_NODE_DIR`
  /// names: each is refused, or right within the package's own tolerance, since some expectations are rounded.
  @Test func nodeTests() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_NODE_DIR"] else {
      print("skipped: ASSAY_ONNX_NODE_DIR does not name a folder of node tests")
      return
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".onnx") }.sorted()
    var (right, refused, wrong) = (Set<String>(), [String: String](), Set<String>())
    for file in files {
      // A test may be there in two forms.
      let test = String(file.prefix { $0 != "." })
      do {
        let network = try ONNXModel(at: "\(folder)/\(file)", keepsProbabilities: true).network
        let reference = try ONNXReference(for: URL(filePath: "\(folder)/\(file)"))
        let (images, expected) = (try reference.tensor("images"), try reference.tensor("logits"))
        let results = [try network.logits(for: images).values, try network.frozen().logits(for: images).values]
        let isRight = results.allSatisfy { result in
          zip(result.elements, expected.elements).allSatisfy { $0 == $1 || abs($0 - $1) <= 1e-5 + 1e-3 * abs($1) }
        }
        if isRight { right.insert(test) } else { wrong.insert(test) }
      } catch let error as AssayError {
        refused[test] = "\(error)"
      }
    }
    #expect(wrong.isEmpty, "\(wrong.sorted())")
    for (test, reason) in refused.sorted(by: { $0.key < $1.key }) where !right.contains(test) {
      print("refused \(test): \(reason)")
    }
    let all = right.union(refused.keys).union(wrong)
    print("onnx: \(right.count) of \(all.count) node tests are right, \(wrong.count) wrong, the others refused")
  }
}
