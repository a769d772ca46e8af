import AssayBase
import AssayImages
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// What files and people say of a model's images and classes, in the words of several programs.
@Suite struct ModelFactsTests {
  private func facts(_ text: String, given: Bool = false, own: Bool = true) throws -> ModelFacts {
    try ModelFacts(
      json: JSONValue(parsing: Data(text.utf8)), source: .init("said", isGiven: given), inOwnWords: own)
  }

  private func fitted(_ text: String, shape: Shape = [3, 224, 224]) throws -> ModelFacts.Fitted {
    try facts(text).fitted(to: shape, classes: 2)
  }

  /// As a vision transformer's preprocessor_config.json, a ResNet's of timm, a Caffe network in Assay's words.
  @Test(arguments: [
    (
      #"{"do_normalize":true,"do_rescale":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"#
        + #""rescale_factor":0.00392156862745098,"do_resize":true,"resample":2,"size":{"height":224,"width":224}}"#,
      PixelNormalization.symmetric(channels: 3), ImagePreparation.Fit.stretched, "antialiased-bilinear"
    ),
    (
      #"{"do_normalize":true,"image_mean":[0.485,0.456,0.406],"image_std":[0.229,0.224,0.225],"do_resize":true,"#
        + #""size":{"shortest_edge":224},"crop_pct":0.875,"resample":3}"#,
      .imageNet, .cropped(shorterSide: 256), "antialiased-bicubic"
    ),
    (
      #"{"do_rescale":false,"do_normalize":false,"do_resize":true,"size":256,"do_center_crop":true,"crop_size":224}"#,
      .bytes(channels: 3), .cropped(shorterSide: 256), "antialiased-bilinear"
    ),
    (
      #"{"architecture":"resnet18","num_classes":2,"pretrained_cfg":{"input_size":[3,224,224],"mean":[0.485,0.456,0.406],"#
        + #""std":[0.229,0.224,0.225],"interpolation":"bilinear","crop_pct":0.95}}"#,
      .imageNet, .cropped(shorterSide: 235), "antialiased-bilinear"
    ),
    (
      #"{"range":[0,255],"mean":[104,117,123],"std":1,"channels":"BGR","size":224,"fit":"pad","interpolation":"area"}"#,
      PixelNormalization(
        means: [104 / 255, 117 / 255, 123 / 255], deviations: [1 / 255, 1 / 255, 1 / 255], order: .bgr),
      .padded, "area"
    ),
  ])
  func wordsOfManyProgramsAreRead(
    _ text: String, _ pixels: PixelNormalization, _ fit: ImagePreparation.Fit, _ interpolation: String
  ) throws {
    let fitted = try fitted(text)
    #expect(fitted.remarks.isEmpty, "\(fitted.remarks)")
    #expect(fitted.normalization == pixels)
    #expect(fitted.metadata["normalization_source"] == "said" && fitted.metadata["image_preparation_source"] == "said")
    let kept = try ImagePreparation(text: try #require(fitted.metadata["image_preparation"]))
    #expect(kept.fit == fit && kept.interpolation.name == interpolation)
    #expect(kept.channels == .rgb && kept.extent?.description == "224×224")
  }

  @Test(
    arguments: [
      ("{}", nil), (#"{"do_rescale":true,"do_normalize":false}"#, "said"), (#"{"range":[0,1]}"#, "said"),
      (#"{"hidden_size":768,"id2label":{"0":"LABEL_0","1":"LABEL_1"}}"#, nil),
    ] as [(String, String?)])
  func pixelsThatStayAsTheyAre(_ text: String, _ source: String?) throws {
    let fitted = try fitted(text)
    #expect(fitted.normalization == nil && fitted.metadata["normalization_source"] == source)
    #expect(fitted.metadata["class_names"] == nil)
  }

  @Test func numbersOfOneChannelAreForAll() throws {
    let text = #"{"image_mean":[0.5],"image_std":[0.25],"do_normalize":true}"#
    #expect(try fitted(text, shape: [1, 8, 8]).normalization == PixelNormalization(means: [0.5], deviations: [0.25]))
    #expect(try fitted(text).normalization?.means == [0.5, 0.5, 0.5])
  }

  @Test func whatDoesNotFitIsAnErrorOnlyWhereAPersonSaysIt() throws {
    let text = #"{"mean":[0,0,0],"std":[1,2,3],"size":[9,9],"fit":"crop","class_names":["a","b","c"]}"#
    let left = try facts(text).fitted(to: [1, 8, 8], classes: 2)
    #expect(left.normalization == nil && left.metadata.isEmpty && left.remarks.count == 3, "\(left)")
    #expect(left.remarks.allSatisfy { $0.hasPrefix("not used: said") })
    #expect(left.remarks.contains { $0.contains("expected 2, found 3") })
    let error = #expect(throws: AssayError.self) { try facts(text, given: true).fitted(to: [1, 8, 8], classes: 2) }
    #expect(error?.kind == .shapeMismatch && error?.location == "said")
  }

  @Test func theFirstToSpeakWinsAndThatIsSaid() throws {
    let mine = try facts(#"{"range":[-1,1]}"#, given: true)
    let theirs = try facts(
      #"{"do_normalize":true,"image_mean":[0.1],"image_std":[0.2],"id2label":{"0":"cat","1":"dog"}}"#)
    let both = mine.completed(by: theirs)
    let fitted = try both.fitted(to: [3, 4, 4], classes: 2)
    #expect(fitted.normalization == .symmetric(channels: 3) && fitted.metadata["class_names"] == #"["cat","dog"]"#)
    #expect(fitted.remarks == ["the normalisation of pixels is taken from said, where said says something else"])
    #expect(try mine.completed(by: mine).fitted(to: [3, 4, 4], classes: 2).remarks.isEmpty)
  }

  @Test(arguments: [
    (#"{"range":[1,0]}"#, "said, range"), (#"{"mean":"x","std":1}"#, "said, mean"), (#"{"mean":0.5,"std":0}"#, "said"),
    (#"{"do_normalize":1}"#, "said, do_normalize"), (#"{"do_resize":true,"size":{"longest_edge":3}}"#, "said, size"),
    (#"{"do_resize":true,"size":-3}"#, "said"), (#"{"input_size":[3,4]}"#, "said, input_size"),
    (#"{"id2label":{"0":"a","2":"c"}}"#, "said, id2label"), (#"{"class_names":[1]}"#, "said, class_names"),
    (#"{"size":[1e9,1e9]}"#, "said"),
  ])
  func nonsenseIsNamed(_ text: String, _ place: String) throws {
    let error = #expect(throws: AssayError.self) { try facts(text) }
    #expect(error?.location == place, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    for text in [
      #"{"do_resize":true,"size":{"height":256,"width":256},"do_center_crop":true,"crop_size":224}"#,
      #"{"do_resize":true,"size":{"shortest_edge":224}}"#, #"{"do_resize":true,"size":224,"resample":1}"#,
      #"{"input_size":[3,224,224],"crop_mode":"border"}"#,
    ] {
      let facts = try facts(text)
      #expect(facts.preparation == nil && facts.remarks.count == 1, "\(facts)")
    }
  }

  @Test func filesBesideAModelAreRead() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let model = folder.file("classifier.onnx").path(percentEncoded: false)
    #expect(try ModelFacts(beside: model).isEmpty)
    try Data(#"{"image_mean":[0.5],"image_std":[0.5],"do_normalize":true}"#.utf8).write(
      to: folder.file("preprocessor_config.json"))
    try Data(#"{"shape":"square","range":3,"id2label":{"1":"dog","0":"cat"}}"#.utf8).write(
      to: folder.file("config.json"))
    let facts = try ModelFacts(beside: model)
    #expect(facts.normalization?.source.name == "preprocessor_config.json")
    #expect(facts.classNames?.value == ["cat", "dog"] && facts.classNames?.source.name == "config.json")
    try Data("{".utf8).write(to: folder.file("config.json"))
    let error = #expect(throws: AssayError.self) { try ModelFacts(beside: model) }
    #expect(error?.location?.contains("config.json") == true)
  }

  @Test(arguments: [
    "cat\n dog \n\n", #"["cat","dog"]"#, #"{"1":"dog","0":"cat"}"#, #"{"id2label":{"0":"cat","1":"dog"}}"#,
  ])
  func namesOfClassesInFiles(_ text: String) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = folder.file(text.first == "c" ? "names.txt" : "names.json")
    try Data(text.utf8).write(to: file)
    #expect(try ModelFacts.names(inFile: file.path(percentEncoded: false)) == ["cat", "dog"])
  }

  @Test(arguments: [Data(), Data([0xFF, 0xFE]), Data("\n \n".utf8), Data([0x61, 0, 0x62])])
  func filesWithoutNamesAreRefused(_ bytes: Data) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try bytes.write(to: folder.file("names.txt"))
    let error = #expect(throws: AssayError.self) {
      try ModelFacts.names(inFile: folder.file("names.txt").path(percentEncoded: false))
    }
    #expect(error?.location?.hasSuffix("names.txt") == true)
  }
}
