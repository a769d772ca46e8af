import AssayBase
import AssayTestSupport
import Foundation
import Testing

@Suite struct BenchRunTests {
  @Test func everyWorkloadIsListed() async throws {
    let run = try await AssayProgram.run("bench", "--list")
    #expect(run.status == 0)
    for name in [
      "gemm/2048", "mnist-cnn/train", "pgd40/mnist-cnn", "apgd20/mnist-cnn", "square500/mnist-cnn", "cw100/mnist-cnn",
      "autoattack/digits-robust", "robust-accuracy/robust-0.15-0.5", "draw/hand-signs",
    ] {
      #expect(run.lines.contains { $0.hasPrefix("\(name) ") })
    }
  }

  @Test func theLastLineIsWhatScriptsRead() async throws {
    let run = try await AssayProgram.run("bench", "--workload", "mnist-cnn/forward", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let json = try JSONValue(parsing: Data((run.lines.last ?? "").utf8))
    #expect(
      json.object?.keys.sorted() == ["items", "itemsPerSecond", "peakMemoryMiB", "seconds", "threads", "workload"])
    let (seconds, rate) = (json["seconds"]?.double ?? 0, json["itemsPerSecond"]?.double ?? 0)
    #expect(json["items"]?.int == 128 && seconds > 0 && abs(rate * seconds - 128) < 1e-6)
    #expect((json["peakMemoryMiB"]?.double ?? 0) > 1)
  }

  @Test func aModelOfOnesOwnIsTimed() async throws {
    let model = "fixture:digits-standard"
    let run = try await AssayProgram.run(
      "bench", "--model", model, "--json", "--batch", "3", "--workload", "load,input-gradient")
    #expect(run.status == 0, "\(run.errors)")
    let parts = try run.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    #expect(parts.map { $0["workload"]?.string } == ["load", "input-gradient"])
    #expect(parts.map { $0["items"]?.int } == [1, 3])
    let unknown = try await AssayProgram.run("bench", "--model", model, "--workload", "mnist-cnn/forward")
    #expect(unknown.status == 2 && unknown.errors.contains("load, freeze, forward, input-gradient, train"))
    let misplaced = try await AssayProgram.run("bench", "--preprocessing", "imagenet", "--list")
    #expect(misplaced.status == 2 && misplaced.errors.contains("--model FILE"), "\(misplaced.errors)")
  }

  @Test func withoutReferenceFiguresTheFileIsNamed() async throws {
    try await TemporaryFolder.with { folder in
      let arguments = ["bench", "--workload", "robust-accuracy/standard-0.2-0.3"]
      let run = try await AssayProgram.run(arguments, in: folder, environment: ["ASSAY_GOLDEN_DIR": "nowhere"])
      #expect(run.status == 2 && run.errors.contains("nowhere/digits_cnn.safetensors"), "\(run.errors)")
    }
  }
}
