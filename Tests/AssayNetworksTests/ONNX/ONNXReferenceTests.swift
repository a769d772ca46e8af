import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Networks from ONNX files against onnxruntime's logits and PyTorch's gradients.
@Suite struct ONNXReferenceTests {
  /// The files that the scripts in `Reference` wrote, in the folder that `ASSAY_ONNX_DIR` names.
  @Test func exportedNetworks() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_DIR"] else {
      print("skipped: ASSAY_ONNX_DIR does not name a folder of exported networks")
      return
    }
    let files = try ONNXReference.files(in: URL(filePath: folder))
    var passed = 0
    for file in files {
      do {
        let worst = try ONNXReference(for: file).deviations(ofFile: file)
        let isNear = worst.allSatisfy { $0 <= 1e-4 }
        print("\(file.lastPathComponent): \(worst)\(isNear ? "" : " FAILED")")
        #expect(isNear, "\(file.lastPathComponent): \(worst)")
        if isNear { passed += 1 }
      } catch {
        print("\(file.lastPathComponent): FAILED \(error)")
        Issue.record("\(file.lastPathComponent): \(error)")
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
  /// names: each is right in one of its forms, within the package's own tolerance, since some expectations are rounded,
  /// and wrong in none.
  @Test func nodeTests() throws {
    guard let folder = ProcessInfo.processInfo.environment["ASSAY_ONNX_NODE_DIR"] else {
      print("skipped: ASSAY_ONNX_NODE_DIR does not name a folder of node tests")
      return
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".onnx") }.sorted()
    var networks = Tally()
    var constants = Tally()
    for file in files {
      let path = "\(folder)/\(file.dropLast(5))"
      if file.hasSuffix(".constant.onnx") {
        constants.count(file) { try isRightOnConstants(path) }
      } else {
        networks.count(file) { try isRightAsNetwork(path) }
      }
    }
    let all = networks.tests.union(constants.tests)
    let right = networks.right.union(constants.right)
    for test in all.subtracting(right).sorted() {
      print("refused \(test): \([constants, networks].compactMap { $0.refused[test] }.joined(separator: " | "))")
    }
    for (test, reason) in networks.refused.sorted(by: { $0.key < $1.key }) where !networks.right.contains(test) {
      print("not a network: \(test): \(reason)")
    }
    print("onnx: \(networks.summary) as networks, \(constants.summary) on constants")
    print("onnx: \(right.count) of \(all.count) node tests are right in one form or both")
    #expect(networks.wrong.isEmpty && constants.wrong.isEmpty, "\(networks.wrong.sorted()) \(constants.wrong.sorted())")
    #expect(right == all)
  }

  /// Which tests came out how.
  private struct Tally {
    var right = Set<String>()
    var wrong = Set<String>()
    var refused: [String: String] = [:]

    var tests: Set<String> { right.union(wrong).union(refused.keys) }
    var summary: String { "\(right.count) of \(tests.count) right and \(wrong.count) wrong" }

    /// A test may be there in two forms, one of which is enough.
    mutating func count(_ file: String, _ body: () throws -> Bool) {
      let test = String(file.prefix { $0 != "." })
      do {
        if try body() { right.insert(test) } else { wrong.insert(test) }
      } catch {
        refused[test] = "\(error)"
      }
    }
  }

  private func isRightAsNetwork(_ path: String) throws -> Bool {
    let network = try ONNXModel(at: path + ".onnx", keepsProbabilities: true).network
    let reference = try ONNXReference(for: URL(filePath: path + ".onnx"))
    let (images, expected) = (try reference.archive.tensor("images"), try reference.archive.tensor("logits"))
    return [try network.logits(for: images).values, try network.frozen().logits(for: images).values].allSatisfy {
      isNear($0.elements, expected.elements)
    }
  }

  private func isRightOnConstants(_ path: String) throws -> Bool {
    let outputs = try ONNXConstantGraph(data: Data(contentsOf: URL(filePath: path + ".onnx"))).outputs
    let reference = try TensorArchive(contentsOf: URL(filePath: path + ".safetensors"))
    return try outputs.allSatisfy { name, output in
      let isRight =
        try reference.entry(named: name).shape == output.shape
        && isNear(output.numbers, try reference.floats(named: name))
      if !isRight { print("wrong \(path): \(name) \(output.shape) \(output.numbers.prefix(8))") }
      return isRight
    }
  }

  private func isNear(_ numbers: [Float], _ expected: [Float]) -> Bool {
    numbers.count == expected.count
      && zip(numbers, expected).allSatisfy {
        $0 == $1 || abs($0 - $1) <= 1e-5 + 1e-3 * abs($1) || $0.isNaN && $1.isNaN
      }
  }
}
