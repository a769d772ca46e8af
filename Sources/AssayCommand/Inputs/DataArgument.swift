import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties

/// What `--data` names: embedded digits, files, or drawings.
package enum DataArgument {
  /// The data sets that are part of the program.
  static let builtIn: [String: @Sendable () throws -> Dataset] = [
    "digits": { Digits.test }, "digits/train": { Digits.train },
  ]

  /// What the options say to users.
  static let options =
    [OptionDefinition("data", "D", "The images with their labels: \(forms.joined(separator: ", ")).")]
    + PictureOptions.options

  private static var forms: [String] { builtIn.keys.sorted() + DatasetScheme.all.map(\.form) }

  /// What the option `--data` names, with what others say of pictures; nothing is opened.
  ///
  /// - Throws: `AssayError` that lists the forms there are.
  static func source(_ arguments: Arguments, default fallback: String? = nil) throws -> DatasetSource {
    guard let text = try arguments.text("data") ?? fallback else {
      throw AssayError(
        .invalidArgument, "no data set is named", expected: forms.joined(separator: ", "), at: "--data")
    }
    do {
      return try source(text, arguments)
    } catch let error as AssayError where error.location?.hasPrefix("--") != true {
      throw error.located(at: "--data")
    }
  }

  /// The data set called `text`, with what the options say of pictures.
  static func source(_ text: String, _ arguments: Arguments) throws -> DatasetSource {
    var source = try DatasetSource(parsing: text)
    source.pictures = try PictureOptions.request(arguments, for: source)
    return source
  }

  /// Opens a data set, and says on the console what a person should know of it.
  ///
  /// - Parameter model: What the images are for: pictures in files are prepared as it wants them.
  /// - Throws: `AssayError` that names the option for a name that is not known, else the file and what is wrong with it.
  static func open(_ source: DatasetSource, for model: (any Classifier)? = nil, _ console: Console) throws -> Dataset {
    let recorded = (model as? Network)?.recordedPreparation
    let size = model.map { model in
      let shape = model.inputShape
      return ImageSize(channels: shape[0], height: shape[1], width: shape[2])
    }
    let preparation = source.pictures.preparation(recorded: recorded, size: size)
    let progress = ProgressNote(console, "reading pictures")
    let loading = ImageLoading(
      preparation: preparation, unreadable: source.pictures.unreadable ?? .fail,
      progress: { progress.update($0, of: $1) })
    do {
      let dataset = try source.open(builtIn: builtIn, loading: loading)
      for remark in dataset.remarks { console.note("\(dataset.name): \(remark)") }
      guard let model else { return dataset }
      if let remark = dataset.preparationRemark(for: model) { console.note(remark) }
      return try labelled(dataset, for: model, remarks: source.readsPictures, console)
    } catch let error as AssayError where error.kind == .unknownName && error.location == nil {
      throw error.located(at: "--data")
    }
  }

  /// The data with the names and numbers that the model has for their classes, and a remark where they are others.
  ///
  /// - Parameter remarks: Whether to say in which order classes are taken that only the data name, as folders do.
  private static func labelled(
    _ dataset: Dataset, for model: any Classifier, remarks: Bool, _ console: Console
  ) throws -> Dataset {
    guard let names = model.classNames else {
      if remarks, ClassMatching.areNamed(dataset.classNames), model.classCount == dataset.classNames.count {
        console.note(
          "\(dataset.name): the model does not name its classes; the data's are taken in their order, "
            + Self.sample(dataset.classNames.indices.map { "\($0) \(dataset.classNames[$0])" }))
      }
      return dataset
    }
    let matching = try ClassMatching.of(dataset, to: names)
    if !matching.isIdentity {
      console.note(
        "\(dataset.name): the classes are matched to the model's by name, "
          + Self.sample(matching.labels.indices.map { "\(dataset.classNames[$0]) \(matching.labels[$0])" }))
    }
    return try dataset.labelled(as: names)
  }

  private static func sample(_ texts: [String]) -> String {
    texts.prefix(5).joined(separator: ", ") + (texts.count > 5 ? " …" : "")
  }
}
