import AssayTestSupport
import Foundation
import Testing

@Suite struct ModelRunTests {
  @Test func anEmbeddedModelIsDescribed() async throws {
    let run = try await AssayProgram.run("model", "describe", "fixture:digits-standard")
    #expect(run.status == 0 && run.errors.isEmpty)
    for word in ["name ", "images ", "fingerprint ", "classes ", "weights ", "multiply-adds ", "layers:"] {
      #expect(run.output.contains("\n\(word)") || run.output.hasPrefix(word), "\(word)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: onnx), "there are no golden files"))
  func anONNXFileIsAModelLikeAnyOther() async throws {
    let described = try await AssayProgram.run("model", "describe", Self.onnx)
    #expect(described.status == 0 && described.output.contains("producer"))
    let evaluated = try await AssayProgram.run("evaluate", "--model", Self.onnx, "--data", "digits")
    #expect(evaluated.status == 0 && evaluated.errors.isEmpty, "\(evaluated.errors)")
  }

  private static let onnx = GoldenFile.folder.appending(path: "digits_cnn.onnx").path(percentEncoded: false)
}
