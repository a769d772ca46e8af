import AssayBase

/// Finds the files, classes and groups of a table's rows.
struct TableReader {
  private let table: CSVTable
  private let layout: ImageTable
  private let folder: FolderPath
  private var remarks: [String] = []
  private var faults: [AssayError] = []

  /// Reads `table`, whose files lie in or below `folder`.
  ///
  /// - Throws: `AssayError` of kind `unknownName` for a column that is not there, or `invalidArgument` for a label that is
  ///   no class.
  static func collection(
    _ table: CSVTable, _ layout: ImageTable, name: String, folder: String
  ) throws -> FileCollection {
    var reader = TableReader(table: table, layout: layout, folder: FolderPath(folder))
    return try reader.collection(name: name)
  }

  private init(table: CSVTable, layout: ImageTable, folder: FolderPath) {
    self.table = table
    self.layout = layout
    self.folder = folder
  }

  private mutating func collection(name: String) throws -> FileCollection {
    let file = try table.column(layout.file)
    let folderColumn = try layout.folderColumn.map(table.column)
    let classes = try LabelReader(layout.label, table: table)
    let groupColumn: Int? =
      if case .column(let name) = layout.groups { try table.column(name) } else { nil }
    if !table.latinLines.isEmpty {
      let lines = table.latinLines.prefix(10).map { "\($0)" }.joined(separator: ", ")
      let more = table.latinLines.count > 10 ? " …" : ""
      remarks.append("\(table.source) is not all UTF-8; read as Latin-1: line \(lines)\(more)")
    }
    var files: [PictureFile] = []
    var unlabelled = 0
    let rows = try filteredRows()
    let names = try classes.classNames(of: rows.map { table.rows[$0] })
    for row in rows {
      let fields = table.rows[row].fields
      guard let label = try classes.label(of: table.rows[row], classNames: names) else {
        unlabelled += 1
        continue
      }
      let (path, stamp) = locate(fields[file], in: folderColumn.map { fields[$0] })
      guard let stamp else {
        faults.append(
          AssayError(
            .missingFile, "there is no such picture", found: "“\(path)”",
            at: "\(table.source), line \(table.rows[row].line)"))
        continue
      }
      let group = groupColumn.map { fields[$0] }.flatMap { $0.isEmpty ? nil : $0 } ?? layout.groups?.group(of: path)
      files.append(PictureFile(path: path, label: label, group: group, row: row, stamp: stamp))
    }
    if unlabelled > 0 {
      remarks.append("\(unlabelled) of \(rows.count) rows have no label and are left out")
    }
    if files.isEmpty, faults.isEmpty {
      throw AssayError(
        .empty, "no row of the table counts", expected: layout.filters.isEmpty ? "rows with a label" : filterText,
        found: "\(table.rows.count) rows", at: table.source)
    }
    return FileCollection(
      name: name, root: folder.path, classNames: names, files: files, remarks: remarks, faults: faults)
  }

  /// The rows that meet all conditions.
  private func filteredRows() throws -> [Int] {
    let filters = try layout.filters.map { (column: try table.column($0.column), values: $0.values) }
    return table.rows.indices.filter { row in
      filters.allSatisfy { $0.values.contains(table.rows[row].fields[$0.column]) }
    }
  }

  private var filterText: String {
    "rows with "
      + layout.filters.map { "\($0.column) \($0.values.map { "“\($0)”" }.joined(separator: " or "))" }
      .joined(separator: " and ")
  }

  /// The path of a file below the folder, and its stamp if it is there.
  private func locate(_ name: String, in folderName: String?) -> (path: String, stamp: FileStamp?) {
    let folders = [folderName, layout.folder].compactMap { $0 }.filter { !$0.isEmpty } + [""]
    let candidates = folders.flatMap { folder in
      ([""] + layout.extensions).map { (folder.isEmpty ? "" : folder + "/") + name + $0 }
    }
    for path in name.isEmpty ? [] : candidates {
      let full = path.hasPrefix("/") ? path : "\(folder.path)/\(path)"
      if let stamp = FileStamp(path: full), stamp.isFile { return (path, stamp) }
    }
    return (candidates.first ?? name, nil)
  }
}
