import AssayBase
import AssayTensor

/// What `--input`, `--channels` and `--probabilities` say about a model in an ONNX file.
struct ONNXArguments: Sendable {
  /// The shape of one image, for files that leave it open.
  let inputShape: Shape?
  /// Whether the file has the channels last; nil lets the file tell.
  let channelsLast: Bool?
  /// Whether what makes probabilities of logits stays.
  let keepsProbabilities: Bool

  static let options = [
    OptionDefinition(
      "input", "CxHxW", "The images of an ONNX file's model, as 3x224x224, where the file leaves their size open."),
    OptionDefinition(
      "channels", "first|last",
      "Where an ONNX file has the channels of its images, or of features made of them, if the file does not tell."),
    OptionDefinition(
      "probabilities", nil,
      "Keep the softmax at an ONNX file's end, which is left out otherwise, since attacks need logits."),
  ]

  /// Nothing is said.
  init() { (inputShape, channelsLast, keepsProbabilities) = (nil, nil, false) }

  /// - Throws: `AssayError(.invalidArgument)` for what is no shape of images, or no place of channels.
  init(_ arguments: Arguments) throws {
    keepsProbabilities = arguments.has("probabilities")
    channelsLast = try arguments.text("channels").map { text in
      guard ["first", "last"].contains(text) else {
        throw AssayError(
          .invalidArgument, "channels are elsewhere", expected: "first or last", found: "“\(text)”", at: "--channels")
      }
      return text == "last"
    }
    inputShape = try arguments.text("input").map { text in
      let extents = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard extents.count == 3, extents.allSatisfy({ 1...(1 << 16) ~= $0 }) else {
        throw AssayError(
          .invalidArgument, "not the shape of an image", expected: "CxHxW, as 3x224x224", found: "“\(text)”",
          at: "--input")
      }
      return Shape(extents)
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` where something is said about `model`, which is no ONNX file.
  func checkNothingIsGiven(with model: String) throws {
    guard let option = replayOptions.first else { return }
    throw AssayError(
      .invalidArgument, "the option is of use with an ONNX file only", expected: "--model FILE.onnx",
      found: "“\(model)”", at: option)
  }

  /// The options as they are written.
  var replayOptions: [String] {
    (inputShape.map { ["--input", $0.dimensions.map(String.init).joined(separator: "x")] } ?? [])
      + (channelsLast.map { ["--channels", $0 ? "last" : "first"] } ?? [])
      + (keepsProbabilities ? ["--probabilities"] : [])
  }
}
