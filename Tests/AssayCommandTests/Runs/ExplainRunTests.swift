import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// `assay explain`: several methods, targets, pictures and what is refused.
@Suite struct ExplainRunTests {
  private static let inputs = ["explain", "--model", "fixture:digits-standard", "--data", "digits"]

  private func archive(_ options: [String], in folder: TemporaryFolder) async throws -> TensorArchive {
    let run = try await AssayProgram.run(Self.inputs + options + ["--out", "m.safetensors"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try TensorArchive(contentsOf: folder.file("m.safetensors"))
  }

  @Test func severalMethodsShareAFile() async throws {
    try await TemporaryFolder.with { folder in
      let two = try await archive(
        ["--method", "gradient", "--method", "integrated-gradients:steps=4,tolerance=9", "--cases", "5"], in: folder)
      let names = ["maps/gradient", "maps/integrated-gradients-steps-4-tolerance-9"]
      #expect(two.names == names + ["labels", "answers", "classes"])
      #expect(two.metadata["methods"]?.contains("integrated gradients (4 steps") == true)
      let maps = try names.map { try two.floats(named: $0) }
      let one = try await archive(["--method", "gradient", "--cases", "5"], in: folder)
      #expect(try one.floats(named: "maps") == maps[0] && one.metadata["method"] == "gradient")
      #expect(maps[0] != maps[1])
    }
  }

  @Test func aDifferenceOfClassesIsTheDifferenceOfTheirMaps() async throws {
    try await TemporaryFolder.with { folder in
      let options = ["--method", "gradient", "--cases", "4", "--target"]
      let both = try await archive(options + ["3-8"], in: folder)
      #expect(both.metadata["target"] == "class 3 rather than 8")
      #expect(try both.integers(named: "classes") == [3, 3, 3, 3] && both.integers(named: "opposed") == [8, 8, 8, 8])
      let difference = try both.floats(named: "maps")
      let three = try await archive(options + ["3"], in: folder).floats(named: "maps")
      let eight = try await archive(options + ["8"], in: folder).floats(named: "maps")
      for index in difference.indices { #expect(abs(difference[index] - (three[index] - eight[index])) < 1e-4) }
    }
  }

  @Test func baselinesAreSharedByMethodsWithoutTheirOwn() async throws {
    try await TemporaryFolder.with { folder in
      let method = "integrated-gradients:steps=4,tolerance=9"
      let shared = try await archive(["--method", method, "--baseline", "white", "--cases", "2"], in: folder)
      let own = try await archive(
        ["--method", method + ",baseline=white", "--baseline", "0.2", "--cases", "2"], in: folder)
      #expect(try shared.floats(named: "maps") == own.floats(named: "maps"))
      #expect(shared.metadata["method"]?.contains("white") == true)
    }
  }

  @Test func picturesAreDrawnWithAPageThatShowsThem() async throws {
    try await TemporaryFolder.with { folder in
      let methods = ["--method", "saliency", "--method", "integrated-gradients:steps=4,tolerance=9"]
      let run = try await AssayProgram.run(
        Self.inputs + methods + ["--cases", "12", "--pictures", "p", "--picture-count", "2", "--curves"], in: folder)
      #expect(run.status == 0 && run.output.contains("pictures: p/index.html and 8 more"), "\(run.errors)")
      let slug = "integrated-gradients-steps-4-tolerance-9"
      let expected = [
        "00-\(slug).png", "00-saliency.png", "01-\(slug).png", "01-saliency.png", "convergence-\(slug).png",
        "convergence-\(slug).svg", "deletion.png", "deletion.svg", "index.html", "insertion.png", "insertion.svg",
        "sheet.png",
      ]
      #expect(folder.files == expected.map { "p/\($0)" })
      let page = try String(contentsOf: folder.file("p/index.html"), encoding: .utf8)
      // Curves are shown as drawings that stay sharp, and lie beside them as pictures.
      let curves = Set(["convergence-\(slug)", "deletion", "insertion"].map { $0 + ".png" })
      for name in expected where name != "index.html" && !curves.contains(name) {
        #expect(page.contains("<img src=\"\(name)\""))
      }
      #expect(page.contains("digits-standard on digits/test: maps for the score of the label"))
      for name in expected where name.hasSuffix(".png") {
        let picture = try PNG.decode(Data(contentsOf: folder.file("p/\(name)")))
        #expect(picture.width >= 480 && picture.height >= 300)
      }
      // Saliency has no sign, so both scales are explained.
      let sheet = colours(of: try PNG.decode(Data(contentsOf: folder.file("p/sheet.png"))))
      for scale in [ColourScale.diverging, .sequential] { #expect(sheet.contains(scale.colour(of: 1))) }
    }
  }

  private func colours(of picture: ByteImage) -> Set<PixelColour> {
    Set(
      stride(from: 0, to: picture.bytes.count, by: picture.channels).map {
        PixelColour(picture.bytes[$0], picture.bytes[$0 + 1], picture.bytes[$0 + 2])
      })
  }

  @Test func metricsJudgeEveryMapOnceInWhateverBatch() async throws {
    try await TemporaryFolder.with { folder in
      let options = ["--method", "saliency", "--method", "gradient", "--metrics", "gini,deletion", "--json", "j.json"]
      let run = try await AssayProgram.run(
        Self.inputs + options + ["--metrics", "random-logit:seed=3", "--limit", "300"], in: folder)
      #expect(run.status == 0 && folder.files == ["j.json"], "\(run.errors)")
      for word in ["Gini index", "deletion", "random logit", "larger", "smaller"] {
        #expect(run.output.contains(word), "\(run.output)")
      }
      let json = try JSONValue(contentsOf: folder.file("j.json"))
      #expect(json["images"]?.int == 300 && json["labels"]?.array?.count == 300 && json["target"]?.string == "label")
      let methods = try #require(json["methods"]?.array)
      #expect(methods.compactMap { $0["name"]?.string } == ["saliency", "gradient"])
      for method in methods {
        for entry in try #require(method["entries"]?.array) {
          let values = try #require(entry["values"]?.array).compactMap(\.double)
          let mean = try #require(entry["mean"]?.double)
          #expect(values.count == 300 && abs(values.reduce(0, +) / 300 - mean) < 1e-9)
        }
      }
    }
  }

  @Test func theHelpListsEveryMethodWithItsSettings() async throws {
    let run = try await AssayProgram.run("explain", "--help")
    #expect(run.status == 0)
    for text in ["  saliency", "integrated-gradients:steps=64,tolerance=0.005,baseline=black"] {
      #expect(run.output.contains(text))
    }
  }

  @Test(arguments: [
    (["--method", "gradient", "--method", "gradient"], "given twice"), (["--method", "shap"], "--method: "),
    (["--method", "gradient", "--method="], "--method"), (["--method", "gradient:steps=1"], "no settings"),
    (["--method", "gradient", "--target", "3-3"], "--target"),
    (["--method", "gradient", "--target", "3-12"], "0 to 9"),
    (["--method", "gradient", "--target", "3-"], "--target"), (["--method", "gradient", "--target", "+3"], "--target"),
    (["--method", "gradient", "--target", "99999999999999999999"], "--target"),
    (["--method", "gradient", "--baseline", "pink"], "--baseline"),
    (["--method", "gradient", "--seed", "x"], "--seed"),
    (["--method", "gradient", "--cases", "2", "--limit", "2"], "--limit"),
    (["--method", "gradient", "--metrics", "beauty"], "--metrics"),
    (["--method", "gradient", "--metrics", "gini,"], "--metrics"),
    (["--method", "gradient", "--metrics", "gini,standard"], "given twice"),
    (["--method", "gradient", "--json", "no/such/j.json"], "--json"), (["--method", "cam"], "class activation maps"),
    (["--method", "grad-cam:layer=nowhere"], "relu2"),
    (["--method", "gradient", "--opacity", "0.5"], "--pictures DIR"),
    (["--method", "gradient", "--pictures", "p", "--opacity", "2"], "--opacity"),
    (["--method", "gradient", "--pictures", "p", "--clip", "0"], "--clip"),
    (["--method", "gradient", "--pictures", "p", "--reduce", "mean"], "--reduce"),
    (["--method", "gradient", "--pictures", "p", "--picture-count", "1000"], "--picture-count"),
    (["--method", "gradient", "--pictures", "/dev/null/x"], "--pictures"),
    (["--method", "gradient", "--data", "safetensors:absent.safetensors"], "given twice"),
  ])
  func wrongArgumentsAreRefused(options: [String], message: String) async throws {
    try await TemporaryFolder.with { folder in
      let run = try await AssayProgram.run(Self.inputs + ["--out", "m.safetensors"] + options, in: folder)
      #expect(run.exited && run.status == 2 && run.output.isEmpty, "\(run.output)\(run.errors)")
      #expect(run.errors.hasPrefix("assay: ") && run.errors.contains(message), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1 && folder.files.isEmpty)
    }
  }

  @Test func brokenFilesAreRefused() async throws {
    try await TemporaryFolder.with { folder in
      let whole = try FixtureModel.digitsStandard.checkpoint()
      var weights = try FixtureModel.digitsStandard.parameters
      weights["fc.bias"] = Tensor(repeating: .nan, shape: [10])
      let diverged = try TensorArchiveBuilder.data(of: weights, metadata: ["architecture": "digits-small"])
      var builder = TensorArchiveBuilder()
      try builder.append("images", shape: [2, 1, 8, 8], floats: [Float](repeating: 0.5, count: 128))
      try builder.append("labels", shape: [2], integers: [0, 0])
      let images = builder.data()
      var empty = TensorArchiveBuilder()
      try empty.append("images", shape: [0, 1, 8, 8], floats: [])
      try empty.append("labels", shape: [0], integers: [])
      let cases: [(model: Data, images: Data, message: String)] = [
        (Data(), images, "model.safetensors"), (whole.prefix(whole.count / 2), images, "model.safetensors"),
        (diverged, images, "not finite"), (whole, Data(), "images.safetensors"),
        (whole, images.prefix(images.count - 9), "images.safetensors"), (whole, empty.data(), "no images"),
      ]
      for (model, images, message) in cases {
        try model.write(to: folder.file("model.safetensors"))
        try images.write(to: folder.file("images.safetensors"))
        let run = try await AssayProgram.run(
          [
            "explain", "--model", "model.safetensors", "--data", "safetensors:images.safetensors", "--method",
            "gradient",
            "--out", "m.safetensors", "--pictures", "p",
          ], in: folder)
        #expect(run.exited && run.status == 2 && run.output.isEmpty, "\(message): \(run.output)\(run.errors)")
        #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(folder.files == ["images.safetensors", "model.safetensors"])
      }
    }
  }
}
