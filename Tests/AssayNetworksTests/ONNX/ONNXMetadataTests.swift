import AssayBase
import AssayImages
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// What an ONNX file's metadata and the files beside it say becomes part of the model.
@Suite struct ONNXMetadataTests {
  private func file(
    _ metadata: KeyValuePairs<String, String> = [:], input: [Int?] = [nil, 3, 1, 1]
  ) -> ONNXFileBuilder {
    var file = ONNXFileBuilder()
    file.input = input
    file.metadata = metadata.map { ($0.key, $0.value) }
    file.node("Flatten", ["x"], ["y"])
    return file
  }

  private func model(_ metadata: KeyValuePairs<String, String>) throws -> ONNXModel {
    try ONNXModel(data: file(metadata).data(), name: "classifier")
  }

  @Test(
    arguments: [
      ("NominalRange_0_255", PixelNormalization.bytes(channels: 3), [0, 127.5, 255]),
      ("Normalized_0_1", nil, [0, 0.5, 1]), ("Normalized_1_1", .symmetric(channels: 3), [-1, 0, 1]),
      (
        "NominalRange_16_235",
        PixelNormalization(
          means: [Float](repeating: -16 / 219, count: 3), deviations: [Float](repeating: 1 / 219, count: 3)),
        [16, 125.5, 235]
      ),
    ] as [(String, PixelNormalization?, [Float])])
  func rangesAsONNXCallsThem(_ range: String, _ pixels: PixelNormalization?, _ expected: [Float]) throws {
    let model = try model(["Image.NominalPixelRange": range, "Image.ColorSpaceGamma": "SRGB"])
    #expect(model.preprocessing.normalization == pixels && model.notes.isEmpty)
    #expect(model.network.metadata["normalization_source"] == "the file's metadata")
    let logits = try model.logits(for: Tensor(shape: [1, 3, 1, 1], elements: [0, 0.5, 1])).values.elements
    #expect(zip(logits, expected).allSatisfy { abs($0 - $1) < 1e-3 }, "\(logits)")
  }

  @Test func blueComesFirstWhereTheFileSaysSo() throws {
    let model = try model(["Image.BitmapPixelFormat": "Bgr8", "Image.NominalPixelRange": "NominalRange_0_255"])
    let logits = try model.logits(for: Tensor(shape: [1, 3, 1, 1], elements: [0, 0.2, 1])).values.elements
    #expect(zip(logits, [255, 51, 0]).allSatisfy { abs($0 - $1) < 1e-3 }, "\(logits)")
    #expect(model.preprocessing.channelOrder == "BGR")
  }

  @Test func whatIsNotKnownIsSaid() throws {
    let model = try model([
      "Image.BitmapPixelFormat": "Rgba8", "Image.NominalPixelRange": "Other", "Image.ColorSpaceGamma": "Linear",
    ])
    #expect(model.notes.count == 3 && model.preprocessing.normalization == nil)
  }

  @Test(
    arguments: [
      ["class_names": #"["cat","dog","it's"]"#], ["class_names": "cat\ndog\nit's\n"],
      ["names": #"{0: 'cat', 1: 'dog', 2: "it's"}"#], ["names": #"{0: 'cat', 1: 'dog', 2: 'it\'s'}"#],
      ["names": #"{"0": "cat", "1": "dog", "2": "it's"}"#],
    ] as [KeyValuePairs<String, String>])
  func namesOfClasses(_ metadata: KeyValuePairs<String, String>) throws {
    #expect(try model(metadata).classNames == ["cat", "dog", "it's"])
  }

  @Test func whatIsGivenWins() throws {
    let data = file(["class_names": #"["a","b","c"]"#, "preprocessing": #"{"range":[-1,1]}"#]).data()
    let own = try ONNXModel(data: data, name: "classifier")
    #expect(own.classNames == ["a", "b", "c"] && own.preprocessing.normalization == .symmetric(channels: 3))
    let given = try ONNXModel(data: data, name: "classifier", normalization: .imageNet, classNames: ["x", "y", "z"])
    #expect(given.classNames == ["x", "y", "z"] && given.preprocessing.normalization == .imageNet)
    #expect(given.notes.count == 2 && given.notes.allSatisfy { $0.contains("the file's metadata says something else") })
    #expect(given.preprocessing.fingerprint != own.preprocessing.fingerprint)
    let error = #expect(throws: AssayError.self) {
      try ONNXModel(data: data, name: "classifier", classNames: ["x", "y"])
    }
    #expect(error?.description.contains("expected 3, found 2") == true)
    #expect(throws: AssayError.self) {
      try ONNXModel(
        data: data, name: "classifier", normalization: PixelNormalization(means: [0, 0], deviations: [1, 1]))
    }
    #expect(try own.network.naming(classes: ["x", "y", "z"]).classNames == ["x", "y", "z"])
    #expect(throws: AssayError.self) { try own.network.naming(classes: ["x"]) }
  }

  @Test func sizesThatAreOpenAreTakenFromTheMetadata() throws {
    let data = file(["imgsz": "[4, 5]"], input: [nil, 3, nil, nil]).data()
    let model = try ONNXModel(data: data, name: "classifier")
    #expect(model.inputShape == [3, 4, 5] && model.notes.isEmpty, "\(model.notes)")
    #expect(model.network.metadata["image_size_source"] == "the file's metadata")
    #expect(try ONNXModel(data: data, name: "classifier", inputShape: [3, 2, 2]).inputShape == [3, 2, 2])
    #expect(try self.model(["imgsz": "640"]).inputShape == [3, 1, 1])
  }

  @Test(
    arguments: [
      ["preprocessing": "{"], ["preprocessing": #"{"mean":"x"}"#], ["class_names": "[1]"], ["imgsz": "big"],
      ["names": "{0: 'cat', 2: 'dog'}"], ["imgsz": "[0, 3]"],
    ] as [KeyValuePairs<String, String>])
  func nonsenseIsNamed(_ metadata: KeyValuePairs<String, String>) throws {
    let error = #expect(throws: AssayError.self) { try model(metadata) }
    #expect(error?.location?.contains("metadata “\(metadata[0].key)”") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func picturesAreResizedAsTheFilesBesideSay() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder.file("classifier.onnx")
    try file(input: [nil, 3, 6, 6]).data().write(to: path)
    let plain = try ONNXModel(at: path.path(percentEncoded: false))
    #expect(plain.imagePreparation.fit == .stretched && plain.preprocessing.preparation == nil)
    try Data(#"{"do_resize":true,"size":8,"do_center_crop":true,"crop_size":6,"resample":3}"#.utf8)
      .write(to: folder.file("preprocessor_config.json"))
    let prepared = try ONNXModel(at: path.path(percentEncoded: false))
    #expect(prepared.imagePreparation.fit == .cropped(shorterSide: 8))
    #expect(prepared.imagePreparation.interpolation == .antialiasedBicubic)
    #expect(prepared.preprocessing.fingerprint != plain.preprocessing.fingerprint)
  }
}
