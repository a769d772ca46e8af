import AssayBase

extension ImageTable {
  /// Reads a layout: a preset, single settings, or a preset with some settings changed.
  ///
  /// - Throws: `AssayError` of kind `unknownName` for a preset that is not known, or `invalidArgument` when neither a preset
  ///   nor both `file` and `label` are there.
  init(_ settings: inout Settings) throws {
    let preset = try settings.text("preset").map(Self.preset)
    let (file, label) = (settings.text("file"), settings.text("label"))
    let contained = settings.text("contains")
    guard let base = preset ?? file.flatMap({ file in label.map { Self(file: file, label: .column($0)) } }) else {
      throw AssayError(
        .invalidArgument, "nothing says which columns name files and classes",
        expected: "preset=\(Self.presets.map(\.key).joined(separator: "|")), or file=COLUMN and label=COLUMN",
        at: "csv")
    }
    self = base
    if let file { self.file = file }
    if let label { self.label = .column(label) }
    if let contained {
      self.label = .contains(contained, column: labelColumn, positive: contained, negative: "no \(contained)")
    }
    if let folder = settings.text("folder") { self.folder = folder }
    if let column = settings.text("subfolder") { folderColumn = column }
    if let text = settings.text("extension") { extensions = [text.hasPrefix(".") ? text : ".\(text)"] }
    if let group = settings.text("group") { groups = (try? GroupRule(parsing: group)) ?? .column(group) }
    if let condition = settings.text("where") { filters = [try Filter(parsing: condition)] }
  }

  private var labelColumn: String {
    switch label {
    case .column(let column, _), .contains(_, let column, _, _): column
    }
  }

  private static func preset(_ name: String) throws -> ImageTable {
    guard let layout = presets.first(where: { $0.key == name })?.value else {
      throw AssayError(
        .unknownName, "there is no such preset", expected: presets.map(\.key).joined(separator: ", "),
        found: "“\(name)”", at: "csv")
    }
    return layout
  }
}

extension ImageTable.Filter {
  /// Reads "COLUMN:VALUE".
  fileprivate init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw AssayError(
        .invalidArgument, "not a condition on rows", expected: "where=COLUMN:VALUE", found: "“\(text)”", at: "csv")
    }
    self.init(parts[0], equals: parts[1])
  }
}
