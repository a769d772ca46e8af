import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

@Suite struct EvaluationRunTests {
  private static let inputs = ["--model", "fixture:digits-standard", "--data", "digits"]

  @Test func theFiguresFitTheConfusionMatrix() async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(["evaluate", "--json", "e.json"] + Self.inputs, in: folder)
      #expect(run.status == 0 && run.output.contains("balanced accuracy"), "\(run.errors)")
      let json = try JSONValue(contentsOf: folder.file("e.json"))
      let rows = try #require(json["confusion"]?.array).map { try #require($0.array).compactMap(\.int) }
      #expect(rows.flatMap { $0 }.reduce(0, +) == 360 && rows.count == 10)
      let correct = rows.indices.reduce(0) { $0 + rows[$1][$1] }
      #expect(json["accuracy"]?.double == Double(correct) / 360)
      #expect((json["crossEntropy"]?.double ?? 0) > 0)
    }
  }

  @Test func attackedImagesAreADataSetThatFoolsTheModel() async throws {
    try await TemporaryFolder.with { folder in
      let options = ["--attack", "pgd:linf:0.1:steps=10", "--cases", "100", "--eps-sweep", "0,0.05,0.3"]
      let files = ["--out", "adversarial.safetensors", "--json", "a.json"]
      let run = try await AssayProgram.run(["attack"] + Self.inputs + options + files, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let json = try JSONValue(contentsOf: folder.file("a.json"))
      let robust = try #require(json["attack"]?["robustAccuracy"]?.double)
      let sweep = try #require(json["sweep"]?["points"]?.array).compactMap { $0["robustAccuracy"]?.double }
      #expect(sweep.count == 3 && sweep[0] == json["accuracy"]?.double && sweep[0] >= sweep[1] && sweep[1] > sweep[2])
      let archive = try TensorArchive(contentsOf: folder.file("adversarial.safetensors"))
      let fooled = try archive.integers(named: "fooled")
      #expect(fooled.count == 100 && Double(fooled.reduce(0, +)) == ((1 - robust) * 100).rounded())
      try inBall(try Dataset(archive: archive, name: "attacked"), epsilon: 0.1)
      let arguments = [
        "evaluate", "--model", "fixture:digits-standard", "--data", "safetensors:adversarial.safetensors",
      ]
      let again = try await AssayProgram.run(arguments + ["--json", "e.json"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
      let accuracy = try #require(try JSONValue(contentsOf: folder.file("e.json"))["accuracy"]?.double)
      #expect(abs(accuracy - robust) < 1e-9)
    }
  }

  @Test func sweepsAreDrawnTogetherAndImagesRanked() async throws {
    try await TemporaryFolder.with { folder in
      let call = ["attack"] + Self.inputs + ["--cases", "60", "--eps-sweep", "0.3,0,0.1,0.1,1.5"]
      let first = try await AssayProgram.run(call + ["--attack", "fgsm:linf:0.1", "--json", "f.json"], in: folder)
      #expect(first.status == 0, "\(first.errors)")
      let options = ["--attack", "pgd:linf:0.1:steps=5", "--plot-with", "f.json"]
      for name in ["curve.svg", "curve.png"] {
        let run = try await AssayProgram.run(call + options + ["--plot", name], in: folder)
        #expect(run.status == 0 && run.output.contains("plot: \(name)"), "\(run.errors)")
      }
      let svg = try String(contentsOf: folder.file("curve.svg"), encoding: .utf8)
      #expect(svg.contains("digits-standard, PGD(ℓ∞, 5 steps)") && svg.contains("digits-standard, FGSM(ℓ∞)"))
      #expect(try PNG.decode(Data(contentsOf: folder.file("curve.png"))).width == 960)
      let points = try #require(try JSONValue(contentsOf: folder.file("f.json"))["sweep"]?["points"]?.array)
      #expect(points.compactMap { $0["epsilon"]?.double } == [0, 0.1, 0.3, 1.5])
      let ranking = try await AssayProgram.run(
        ["attack"] + Self.inputs + ["--cases", "30", "--attack", "deepfool:linf", "--ranking", "new/ranking"],
        in: folder)
      #expect(ranking.status == 0 && ranking.output.contains("median change that fools: ℓ∞ 0."), "\(ranking.errors)")
      let images = try #require(try JSONValue(contentsOf: folder.file("new/ranking/ranking.json"))["images"]?.array)
      #expect(Set(images.compactMap { $0["index"]?.int }) == Set(0..<30))
      #expect(try PNG.decode(Data(contentsOf: folder.file("new/ranking/ranking.png"))).width > 400)
    }
  }

  @Test func theFirstLayerThatOverflowsIsNamedOnRequest() async throws {
    try await TemporaryFolder.with { folder in
      let digits = try FixtureModel.digitsStandard
      var weights = digits.parameters
      weights["conv2.weight"] = Tensor(repeating: 3e38, shape: [32, 16, 3, 3])
      try Network(digits.architecture, parameters: weights).checkpoint().write(to: folder.file("m.safetensors"))
      let call = ["evaluate", "--data", "digits", "--model", "m.safetensors"]
      let plain = try await AssayProgram.run(call, in: folder)
      #expect(plain.status == 2 && plain.errors.contains("logits that are not finite"), "\(plain.errors)")
      let watched = try await AssayProgram.run(call, in: folder, environment: ["ASSAY_CHECK_FINITE": "1"])
      #expect(watched.status == 2 && watched.errors.contains("layer “conv2 (Convolution 3×3"), "\(watched.errors)")
    }
  }

  @Test func normalizationIsTakenFromTheFileOrTheOption() async throws {
    try await TemporaryFolder.with { folder in
      let digits = try FixtureModel.digitsStandard
      let pixels = PixelNormalization(means: [0.25], deviations: [0.5])
      let stated = try Network(digits.architecture.normalizing(pixels), parameters: digits.parameters)
      try stated.checkpoint().write(to: folder.file("stated.safetensors"))
      try TensorArchiveBuilder.data(of: digits.parameters).write(to: folder.file("silent.safetensors"))
      let calls = [
        ["--model", "stated.safetensors"], ["--model", "stated.safetensors", "--preprocessing", "1/4/1/2"],
        ["--model", "stated.safetensors", "--preprocessing", "0.25/0.5"],
        ["--model", "silent.safetensors", "--architecture", "digits-small", "--preprocessing", "0.25/0.5"],
      ]
      var runs: [AssayProgram.Run] = []
      for call in calls {
        runs.append(
          try await AssayProgram.run(["evaluate", "--data", "digits", "--json", "e.json"] + call, in: folder))
      }
      #expect(runs.map(\.status) == [0, 2, 0, 0], "\(runs.map(\.errors))")
      #expect(runs[0].lines.first?.contains("(pixels: mean 0.25, deviation 0.5)") == true, "\(runs[0].output)")
      #expect(runs[0].output == runs[2].output && runs[0].lines.dropFirst() == runs[3].lines.dropFirst())
      let json = try JSONValue(contentsOf: folder.file("e.json"))
      #expect(json["preprocessing"]?["fingerprint"]?.string == stated.architecture.preprocessing.fingerprint)
      let other = try await AssayProgram.run(
        ["evaluate", "--data", "digits", "--model", "stated.safetensors", "--preprocessing", "0.5/0.5"], in: folder)
      #expect(other.status == 2 && other.errors.contains("mean 0.5, deviation 0.5"), "\(other.errors)")
      #expect(other.errors.contains("mean 0.25, deviation 0.5") && other.errors.contains("fingerprint"))
    }
  }

  private func inBall(_ attacked: Dataset, epsilon: Float) throws {
    for index in 0..<attacked.count {
      let (image, clean) = (try attacked.example(at: index).image, try Digits.test.example(at: index).image)
      #expect(zip(image.values, clean.values).allSatisfy { abs($0 - $1) <= epsilon + 1e-6 })
    }
  }

  @Test(arguments: ["label", "predicted", "3"])
  func mapsAreWrittenForTheClassAskedFor(target: String) async throws {
    try await TemporaryFolder.with { folder in
      let options = [
        "--method", "integrated-gradients:steps=16", "--target", target, "--cases", "20", "--out", "m.safetensors",
      ]
      let run = try await AssayProgram.run(["explain"] + Self.inputs + options, in: folder)
      #expect(run.status == 0 && folder.files == ["m.safetensors"], "\(run.errors)")
      let archive = try TensorArchive(contentsOf: folder.file("m.safetensors"))
      #expect(try archive.entry(named: "maps").shape == [20, 1, 8, 8])
      #expect(try archive.floats(named: "maps").contains { $0 != 0 })
      let (labels, classes) = (try archive.integers(named: "labels"), try archive.integers(named: "classes"))
      #expect(try labels == (0..<20).map { try Digits.test.label(at: $0) })
      if target == "label" { #expect(classes == labels) }
      if target == "3" { #expect(classes == Array(repeating: 3, count: 20)) }
    }
  }
}
