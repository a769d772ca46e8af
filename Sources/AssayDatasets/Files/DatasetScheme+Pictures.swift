import AssayBase
import Foundation

extension DatasetScheme {
  /// The schemes of pictures in files of their own.
  static let pictures: [DatasetScheme] = [
    pictures("folder", "folder:DIR[,part=NAME][,group=number|prefix:TEXT][,classes=restricted-imagenet]") {
      path, settings, loading in
      try Dataset(
        folder: path, part: settings.text("part"), groups: settings.text("group").map(GroupRule.init(parsing:)),
        loading: loading)
    },
    pictures(
      "csv", "csv:FILE,preset=covid|figure1|diabetic-retinopathy or csv:FILE,file=COLUMN,label=COLUMN[,where=…]"
    ) {
      path, settings, loading in
      let folder = settings.text("in").map { URL(filePath: $0) }
      return try Dataset(table: path, layout: ImageTable(&settings), folder: folder, loading: loading)
    },
    pictures("tiny-imagenet", "tiny-imagenet:DIR[,part=train|val]") { path, settings, loading in
      try Dataset(
        tinyImageNet: path, part: settings.choice("part", of: TinyImageNetPart.self) ?? .validation, loading: loading)
    },
  ]

  /// A scheme whose argument is a path and settings; `classes` is one of all.
  private static func pictures(
    _ name: String, _ form: String,
    _ open: @escaping @Sendable (URL, inout Settings, ImageLoading) throws -> Dataset
  ) -> DatasetScheme {
    DatasetScheme(name: name, form: form) { text, loading in
      var argument = try SchemeArgument(path: text, form: form)
      let classes = try argument.settings.choice("classes", of: NamedGrouping.self)
      let data = try open(argument.files[0], &argument.settings, loading)
      try argument.settings.finish()
      return try classes.map { try data.grouping($0.grouping) } ?? data
    }
  }

  /// The groupings of classes that are known by name.
  private enum NamedGrouping: String, CaseIterable {
    case restrictedImageNet = "restricted-imagenet"

    var grouping: ClassGrouping { .restrictedImageNet }
  }
}

extension GroupRule {
  /// Reads "number" or "prefix:TEXT".
  ///
  /// - Throws: `AssayError` of kind `invalidArgument`.
  init(parsing text: String) throws {
    let prefix = "prefix:"
    if text == "number" {
      self = .nameNumber
    } else if text.hasPrefix(prefix), text.count > prefix.count {
      self = .namePrefix(before: String(text.dropFirst(prefix.count)))
    } else {
      throw AssayError(
        .invalidArgument, "files cannot be grouped this way", expected: "number or prefix:TEXT", found: "“\(text)”",
        at: "group")
    }
  }
}
