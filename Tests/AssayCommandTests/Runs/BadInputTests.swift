import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Wrong input ends with status 2, one line that says what is wrong, and nothing written.
@Suite struct BadInputTests {
  @Test(arguments: [
    (["chekc"], "Did you mean check?"), (["check", "extra"], "one argument too many"),
    (["check", "--model", "resnet50"], "expected fixture:NAME, FILE.safetensors, FILE.onnx or http://HOST:PORT/PATH"),
    (["check", "--model", "fixture:nothing"], "digits-adversarial, digits-standard"),
    (["check", "--model", "absent.onnx"], "absent.onnx"),
    (["check", "--model", "absent.onnx", "--architecture", "resnet18"], "has its architecture in it"),
    (["check", "--model", "absent.onnx", "--input", "3x224"], "--input: not the shape of an image"),
    (["check", "--model", "fixture:digits-standard", "--probabilities"], "--probabilities"),
    (["check", "--model", "fixture:digits-standard", "--channels", "last"], "--channels"),
    (["check", "--model", "absent.onnx", "--channels", "middle"], "--channels: channels are elsewhere"),
    (["model", "explain", "absent.onnx"], "can be described only"),
    (["model", "describe", "absent.onnx"], "absent.onnx"),
    (["check", "--model", "absent.safetensors"], "absent.safetensors"),
    (
      ["check", "--model=fixture:digits-standard", "--architecture", "digits-small"],
      "needs no description"
    ),
    (["check", "--model=fixture:digits-standard", "--preprocessing=imagenet"], "--preprocessing"),
    (
      ["check", "--model", "a.safetensors", "--preprocessing", "mean"],
      "imagenet, symmetric, bytes, none, MEANS/DEVIATIONS"
    ),
    (["check", "--model", "a.safetensors", "--preprocessing", "0.5,x/1,1"], "--preprocessing: not a number"),
    (["check", "--model", "a.safetensors", "--preprocessing", "0.5/0"], "positive deviations"),
    (["check", "--model", "a.safetensors", "--preprocessing", "0.5/1,1"], "1 means, 2 deviations"),
    (["replay", "a.json", "--preprocessing=imagenet"], "--preprocessing"),
    (["check", "--model", "absent.safetensors", "--architecture", "lenet"], "digits-small, "),
    (["check", "--data", "cifar"], "--data: there is no such data set"),
    (["check", "--data", "mystery:a,b"], "--data"),
    (["check", "--data", "safetensors:absent"], "absent"), (["check", "--data="], "--data"),
    (["check", "--epsilon", "-1"], "--epsilon"), (["check", "--epsilon", "inf"], "--epsilon"),
    (["check", "--epsilon", "8/0"], "--epsilon"), (["check", "--at-least", "2"], "--at-least"),
    (["check", "--at-least", "nan"], "--at-least"), (["check", "--cases", "0"], "--cases"),
    (["check", "--cases", "1.5"], "--cases"), (["check", "--confidence", "1"], "--confidence"),
    (["check", "--confidence", "0.4"], "--confidence"), (["check", "--budget", "0"], "--budget"),
    (["check", "--seed", "-1"], "--seed"), (["check", "--seed", "99999999999999999999"], "--seed"),
    (["check", "--properties", "robust"], "Did you mean robust-accuracy?"),
    (["check", "--properties", "accuracy,,determinism"], "--properties"),
    (["check", "--properties", "absent.json"], "absent.json"),
    (["check", "--json", "no/such/folder/x.json"], "--json"), (["check", "--json", "."], "--json"),
    (["check", "--report", "/dev/null/x"], "--report"), (["train"], "RECIPE"),
    (["train", "resnet"], "digits-standard"),
    (["train", "digits-standard", "--out", "no/such/x.safetensors"], "--out"), (["replay"], "COUNTEREXAMPLE.json"),
    (["replay", "absent.json"], "absent.json"), (["accept"], "COUNTEREXAMPLE.json"),
    (["accept", "absent.json"], "absent.json"), (["accept", "a.json", "b.json"], "one argument too many"),
    (["report", "--out", "x"], "RESULTS.jsonl"), (["report", "absent.jsonl"], "--out"),
    (["report", "absent.jsonl", "--out", "x"], "absent.jsonl"),
    (["check", "--baseline", "a.json", "--record", "b.json"], "--record"),
    (["check", "--record", "no/such/b.json"], "--record"),
    (["check", "--properties", "accuracy", "--baseline", "absent.json"], "assay check --record absent.json"),
    (["replay", "a.json", "--architecture=digits-small"], "--architecture"),
    (["check", "--epsilon", "1e300"], "--epsilon"), (["evaluate", "--data", "digits"], "no model is named"),
    (["evaluate", "--model", "fixture:digits-standard"], "no data set is named"),
    (["architectures", "--summary", "resnet"], "--summary: there is no such architecture"),
    (["bench", "--workload", "gemm/2049"], "gemm/2048"), (["bench", "--workload", ""], "--workload"),
  ])
  func argumentsAreChecked(arguments: [String], message: String) async throws {
    try await TemporaryFolder.with { try await expectRefusal(arguments, message, in: $0) }
  }

  @Test(arguments: [
    (["attack"], "no attack is named"), (["attack", "--attack", "zap:l2:1"], "expected fgsm, bim, pgd, "),
    (["attack", "--attack", "pgd:linf"], "--attack"), (["attack", "--attack", "pgd:linf:1e300"], "--attack"),
    (["attack", "--attack", "pgd:linf:0.1", "--eps-sweep", "0,,1"], "--eps-sweep"),
    (["attack", "--attack", "pgd:linf:0.1", "--eps-sweep", "-1"], "--eps-sweep"),
    (["attack", "--attack", "pgd:linf:0.1", "--out", "no/such/x"], "--out"), (["explain"], "no method is named"),
    (["explain", "--method", "gradient"], "--out"), (["explain", "--method", "lemon", "--out", "x"], "--method"),
    (["explain", "--method", "gradient", "--out", "x", "--target", "10"], "0 to 9"),
    (["explain", "--method", "gradient", "--out", "x", "--target", "-1"], "--target"),
  ])
  func argumentsAboutAModelAndDataAreChecked(arguments: [String], message: String) async throws {
    let inputs = ["--model", "fixture:digits-standard", "--data", "digits"]
    try await TemporaryFolder.with { try await expectRefusal(arguments + inputs, message, in: $0) }
  }

  @Test(arguments: [("ASSAY_THREADS", "0"), ("ASSAY_THREADS", "many"), ("ASSAY_ISA", "mmx")])
  func theEnvironmentIsChecked(name: String, value: String) async throws {
    try await TemporaryFolder.with { folder in
      try await expectRefusal(["check"], name, in: folder, environment: [name: value])
    }
  }

  @Test(arguments: [
    ("", "claims.json"), ("{}", "not a list"), ("[]", "no property"), ("[{\"property\": \"accuracy\"}]", "atLeast"),
    ("[{\"property\": \"accuracy\", \"atLeast\": 2}]", "property 0"),
    ("[{\"property\": \"accuracy\", \"atLeast\": 0.5, \"atMost\": 1}]", "atMost"),
    ("[{\"property\": \"beauty\"}]", "beauty"),
    ("[{\"property\": \"robust-accuracy\", \"under\": \"pgd:l7:1\", \"atLeast\": 0.5}]", "l7"),
    ("[{\"property\": \"robust-accuracy\", \"under\": \"pgd:linf:1:steps=0\", \"atLeast\": 0.5}]", "steps"),
    ("[{\"property\": \"completeness\", \"within\": -1}]", "within"),
    ("[{\"property\": \"robust-accuracy\", \"under\": \"pgd:l2:1e300\", \"atLeast\": 0.5}]", "makes no sense"),
  ])
  func listsOfPropertiesAreChecked(list: String, message: String) async throws {
    try await TemporaryFolder.with { folder in
      try Data(list.utf8).write(to: folder.file("claims.json"))
      try await expectRefusal(["check", "--properties", "claims.json"], message, in: folder)
    }
  }

  @Test func aFileOfPropertiesStatesItsOwnFigures() async throws {
    try await TemporaryFolder.with { folder in
      try Data(#"[{"property": "determinism"}]"#.utf8).write(to: folder.file("claims.json"))
      try await expectRefusal(["check", "--properties", "claims.json", "--epsilon", "0.1"], "--epsilon", in: folder)
    }
  }

  @Test func damagedModelsAreRefused() async throws {
    let whole = try FixtureModel.digitsStandard.checkpoint()
    let network = try FixtureModel.digitsStandard
    var weights = network.parameters
    weights["fc.bias"] = Tensor(repeating: .nan, shape: [10])
    let diverged = try TensorArchiveBuilder.data(of: weights, metadata: ["architecture": "digits-small"])
    let silent = try TensorArchiveBuilder.data(of: network.parameters, metadata: [:])
    let strange = try TensorArchiveBuilder.data(of: network.parameters, metadata: ["architecture": "lenet"])
    let cases: [(Data, [String], String)] = [
      (Data(), [], "model.safetensors"), (whole.prefix(7), [], "model.safetensors"),
      (whole.prefix(whole.count / 2), [], "model.safetensors"),
      (Data(repeating: 0xFF, count: 64), [], "model.safetensors"),
      (whole, ["--architecture", "digits-strided"], "another architecture"), (diverged, [], "not finite"),
      (silent, [], "does not say which architecture"), (silent, ["--architecture", "mnist-cnn"], "wrong shape"),
      (strange, [], "lenet"),
    ]
    for (data, options, message) in cases {
      try await TemporaryFolder.with { folder in
        try data.write(to: folder.file("model.safetensors"))
        try await expectRefusal(["check", "--model", "model.safetensors"] + options, message, in: folder)
      }
    }
  }

  @Test func unusableDataAreRefused() async throws {
    let cases: [([Int], [Float], [Int], String)] = [
      ([0, 1, 8, 8], [], [], "no images"), ([1, 1, 8, 8], Array(repeating: 0.5, count: 64), [10], "not a class"),
      ([1, 1, 8, 8], Array(repeating: 0.5, count: 64), [-1], "label"),
      ([1, 1, 4, 4], Array(repeating: 0, count: 16), [1], "fit"),
      ([1, 1, 8, 8], Array(repeating: 200, count: 64), [1], "outside [0, 1]"),
      ([1, 1, 8, 8], Array(repeating: .nan, count: 64), [1], "outside [0, 1]"),
      ([2, 1, 8, 8], Array(repeating: 0.5, count: 128), [1], "labels"),
    ]
    for (shape, pixels, labels, message) in cases {
      try await TemporaryFolder.with { folder in
        var builder = TensorArchiveBuilder()
        try builder.append("images", shape: shape, floats: pixels)
        try builder.append("labels", shape: [labels.count], integers: labels)
        try builder.write(to: folder.file("images.safetensors"))
        try await expectRefusal(["check", "--data", "safetensors:images.safetensors"], message, in: folder)
      }
    }
  }

  private func expectRefusal(
    _ arguments: [String], _ message: String, in folder: TemporaryFolder, environment: [String: String] = [:]
  ) async throws {
    let before = folder.files
    let run = try await AssayProgram.run(arguments, in: folder, environment: environment)
    #expect(run.exited && run.status == 2, "\(arguments): \(run.output)\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("assay: ") && run.errors.contains(message), "\(arguments): \(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(folder.files == before, "nothing is written")
  }
}
