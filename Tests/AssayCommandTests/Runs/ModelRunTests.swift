import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

@Suite struct ModelRunTests {
  @Test func anEmbeddedModelIsDescribed() async throws {
    let run = try await AssayProgram.run("model", "describe", "fixture:digits-standard")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.lines.first == "digits-standard")
    for line in [
      "  images         1×8×8 (channels × height × width), values in [0, 1]",
      "  pixels         in [0, 1], not normalised  (the file's metadata)", "  classes        10, not named",
      "  fingerprint    3719fa78c79dd438 of the three", "  parameters     6,090", "layers (8)",
    ] {
      #expect(run.lines.contains(line), "\(line)\n\(run.output)")
    }
  }

  @Test func anArchitectureIsDescribedWithoutWeights() async throws {
    let folded = try await AssayProgram.run("model", "describe", "resnet18")
    #expect(folded.status == 0 && folded.output.contains("not normalised  (nothing says otherwise)"))
    #expect(
      folded.output.contains("  parameters     11,689,512") && folded.output.contains("more, which --layers lists"))
    let whole = try await AssayProgram.run("model", "describe", "resnet18", "--layers")
    #expect(whole.output.contains("layer3.1.conv2") && !whole.output.contains("--layers"))
    #expect(!folded.output.contains("layer3.1.conv2"))
  }

  @Test(arguments: [
    (["resnet19"], "Did you mean resnet18?"), (["digits-standard"], "Did you mean fixture:digits-standard?"),
    (["model.pt"], "torch.onnx.export"), (["model.keras"], "tf2onnx"), (["absent.onnx"], "absent.onnx"),
    (["absent.safetensors"], "absent.safetensors"), (["fixture:absent"], "digits-standard"),
    (["resnet18", "--preprocessing", "imagenet"], "--preprocessing"), (["empty.onnx"], "empty.onnx"),
    (["empty.safetensors"], "empty.safetensors"), (["cut.safetensors"], "cut.safetensors"),
    (["silent.safetensors"], "Its names and shapes are those of digits-small"),
    (["nan.safetensors", "--architecture", "digits-small"], "tensor “fc.bias”: a weight is not finite"),
    (["silent.safetensors", "--architecture", "mnist-cnn"], "Its names and shapes are those of digits-small"),
    (["silent.safetensors", "--architecture", "digits-small", "--classes", "two.txt"], "expected 10, found 2"),
    (["silent.safetensors", "--architecture", "digits-small", "--classes", "absent.txt"], "absent.txt"),
    (["silent.safetensors", "--architecture", "digits-small", "--preprocessing", "none.json"], "none.json"),
    (["silent.safetensors", "--architecture", "digits-small", "--preprocessing", "imagenet"], "expected 1 channel"),
    (["fixture:digits-standard", "--json", "no/such/x.json"], "--json"),
  ])
  func whatCannotBeDescribedIsNamed(_ arguments: [String], _ message: String) async throws {
    try await TemporaryFolder.with { folder in
      let digits = try FixtureModel.digitsStandard
      let bytes = try TensorArchiveBuilder.data(of: digits.parameters)
      try bytes.write(to: folder.file("silent.safetensors"))
      try bytes.prefix(bytes.count / 2).write(to: folder.file("cut.safetensors"))
      for name in ["empty.onnx", "empty.safetensors"] { try Data().write(to: folder.file(name)) }
      let weights = digits.parameters.merging(["fc.bias": Tensor(repeating: .nan, shape: [10])]) { $1 }
      try TensorArchiveBuilder.data(of: weights).write(to: folder.file("nan.safetensors"))
      try Data("a\nb\n".utf8).write(to: folder.file("two.txt"))
      let run = try await AssayProgram.run(["model", "describe"] + arguments, in: folder)
      #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
    }
  }

  /// What files beside the weights say is used and shown with its source; what an option says counts more.
  @Test func everyFigureSaysWhereItIsFrom() async throws {
    try await TemporaryFolder.with { folder in
      let digits = try FixtureModel.digitsStandard
      try TensorArchiveBuilder.data(of: digits.parameters).write(to: folder.file("m.safetensors"))
      let words =
        #"{"id2label":{"0":"zero","1":"one","2":"two","3":"three","4":"four","5":"five","6":"six","7":"seven","#
      try Data((words + #""8":"eight","9":"nine"}}"#).utf8).write(to: folder.file("config.json"))
      let resizing =
        #"{"do_normalize":true,"image_mean":[0.25],"image_std":[0.5],"do_resize":true,"size":8,"resample":3}"#
      try Data(resizing.utf8).write(to: folder.file("preprocessor_config.json"))
      let call = ["model", "describe", "m.safetensors", "--architecture", "digits-small", "--json", "m.json"]
      let run = try await AssayProgram.run(call, in: folder)
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("mean 0.25, deviation 0.5  (preprocessor_config.json)"), "\(run.output)")
      #expect(run.output.contains("antialiased-bicubic") && run.output.contains("eight, nine  (config.json)"))
      let first = try JSONValue(contentsOf: folder.file("m.json"))
      #expect(
        first["classNames"]?[3]?.string == "three" && first["normalizationSource"]?.string == "preprocessor_config.json"
      )
      let given = try await AssayProgram.run(call + ["--preprocessing", "bytes"], in: folder)
      #expect(given.output.contains("scaled to [0, 255]  (--preprocessing)"), "\(given.output)")
      #expect(given.output.contains("where preprocessor_config.json says something else"))
      let second = try JSONValue(contentsOf: folder.file("m.json"))
      #expect(first["preprocessing"]?["fingerprint"] != second["preprocessing"]?["fingerprint"])
    }
  }

  /// Data in the order of the alphabet are matched to the model's classes by name.
  @Test func classesAreMatchedByName() async throws {
    try await TemporaryFolder.with { folder in
      let digits = try FixtureModel.digitsStandard
      try TensorArchiveBuilder.data(of: digits.parameters).write(to: folder.file("m.safetensors"))
      let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
      try Data(words.joined(separator: "\n").utf8).write(to: folder.file("words.txt"))
      let sorted = words.sorted()
      let examples = try (0..<60).map { try Digits.test.example(at: $0) }
      let labels = examples.compactMap { sorted.firstIndex(of: words[$0.label]) }
      var data = TensorArchiveBuilder(metadata: ["class_names": "\(JSONValue.array(sorted.map(JSONValue.string)))"])
      try data.append("images", shape: [60, 1, 8, 8], floats: examples.flatMap(\.image.values))
      try data.append("labels", shape: [60], integers: labels)
      try data.data().write(to: folder.file("data.safetensors"))
      let call = ["evaluate", "--model", "m.safetensors", "--architecture", "digits-small", "--json", "e.json"]
      let named = try await AssayProgram.run(
        call + ["--data", "safetensors:data.safetensors", "--classes", "words.txt"], in: folder)
      #expect(named.status == 0 && named.errors.contains("matched to the model's by name"), "\(named.errors)")
      let figures = try JSONValue(contentsOf: folder.file("e.json"))
      #expect((figures["accuracy"]?.double ?? 0) > 0.9 && figures["classNames"]?[0]?.string == "zero")
      let unnamed = try await AssayProgram.run(call + ["--data", "safetensors:data.safetensors"], in: folder)
      #expect(unnamed.status == 0 && unnamed.errors.contains("the accuracy is that of guessing"), "\(unnamed.errors)")
      try Data(words.reversed().map { $0 + "?" }.joined(separator: "\n").utf8).write(to: folder.file("words.txt"))
      let wrong = try await AssayProgram.run(
        call + ["--data", "safetensors:data.safetensors", "--classes", "words.txt"], in: folder)
      #expect(wrong.status == 2 && wrong.errors.contains("the data have classes that the model does not name"))
      #expect(wrong.errors.contains("Did you mean eight??") || wrong.errors.contains("--classes"), "\(wrong.errors)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: onnx), "there are no golden files"))
  func anONNXFileIsAModelLikeAnyOther() async throws {
    let described = try await AssayProgram.run("model", "describe", Self.onnx)
    #expect(described.status == 0 && described.output.contains("ONNX, opset"))
    let evaluated = try await AssayProgram.run("evaluate", "--model", Self.onnx, "--data", "digits")
    #expect(evaluated.status == 0 && evaluated.errors.isEmpty, "\(evaluated.errors)")
  }

  /// A counterexample of an ONNX file's model says when it is tried behind other pixels.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: onnx), "there are no golden files"))
  func replayingUnderAnotherPreprocessingIsSaid() async throws {
    try await TemporaryFolder.with { folder in
      let claim = ["--properties", "robust-accuracy", "--epsilon", "0.2", "--at-least", "0.9", "--cases", "20"]
      let check = try await AssayProgram.run(["check", "--model", Self.onnx] + claim, in: folder)
      let saved = try #require(folder.files.first { $0.hasPrefix(".assay/counterexamples") && $0.hasSuffix(".json") })
      #expect(check.status == 1 && check.output.contains("replay"), "\(check.output)")
      let same = try await AssayProgram.run(["replay", saved, "--model", Self.onnx], in: folder)
      #expect(same.status == 1 && same.errors.isEmpty, "\(same.errors)")
      let other = try await AssayProgram.run(
        ["replay", saved, "--model", Self.onnx, "--preprocessing", "symmetric"], in: folder)
      #expect(other.errors.contains("saved under another preprocessing"), "\(other.errors)")
    }
  }

  private static let onnx = GoldenFile.folder.appending(path: "digits_cnn.onnx").path(percentEncoded: false)
}
