import AssayBase
import AssayDatasets
import AssayImages
import AssayTensor

/// What the command line says of how pictures in files become images.
enum PictureOptions {
  /// What the options say to users.
  static let options = [
    OptionDefinition(
      "image-size", "HxW",
      "Bring pictures in files to this height and width; the model's, or as they are, unless given."),
    OptionDefinition(
      "channels", "C", "The channels that pictures in files get: gray or rgb; the model's, or rgb, unless given."),
    OptionDefinition(
      "fit", "HOW",
      "What becomes of pictures of another shape: \(ImagePreparation.Fit.forms). stretch unless given."),
    OptionDefinition(
      "interpolation", "NAME",
      "How pictures are resized: \(Interpolation.named.map(\.key).joined(separator: ", ")). The first unless given."),
    OptionDefinition("orientation", "O", "Whether photographs are turned as their EXIF data say: upright or stored."),
    OptionDefinition(
      "unreadable", "U", "What is done with pictures that cannot be read: fail, or skip, which reads all of them first."
    ),
  ]

  /// What the options request of the pictures of `source`.
  ///
  /// - Throws: `AssayError` that names the option and what may stand there, also when one is given for data that are no
  ///   pictures in files of their own.
  static func request(_ arguments: Arguments, for source: DatasetSource) throws -> PictureRequest {
    func read<Value>(_ name: String, _ parse: (String) throws -> Value) throws -> Value? {
      guard let text = try arguments.text(name) else { return nil }
      do {
        guard source.readsPictures else { throw uselessness(for: source) }
        return try parse(text)
      } catch let error as AssayError {
        throw error.located(at: "--\(name)")
      }
    }
    var request = PictureRequest()
    request.extent = try read("image-size", ImagePreparation.Extent.init(parsing:))
    request.channels = try read("channels", ImagePreparation.Channels.init(named:))
    request.fit = try read("fit", ImagePreparation.Fit.init(parsing:))
    request.interpolation = try read("interpolation", Interpolation.init(named:))
    request.appliesOrientation = try read("orientation") { try choice($0, of: ["upright": true, "stored": false]) }
    request.unreadable = try read("unreadable") { try choice($0, of: ["fail": .fail, "skip": .skip]) }
    return request
  }

  private static func choice<Value>(_ text: String, of known: KeyValuePairs<String, Value>) throws -> Value {
    if let value = known.first(where: { $0.key == text })?.value { return value }
    throw AssayError(
      .invalidArgument, "the value is not known", expected: known.map(\.key).joined(separator: " or "),
      found: "“\(text)”")
  }

  private static func uselessness(for source: DatasetSource) -> AssayError {
    AssayError(
      .invalidArgument, "the option is of use with pictures in files only",
      expected: "--data " + DatasetScheme.all.filter(\.readsPictures).map { "\($0.name):…" }.joined(separator: ", "),
      found: "\(source)")
  }
}
