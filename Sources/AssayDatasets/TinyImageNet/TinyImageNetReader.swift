import AssayBase

/// Reads the layout of Tiny ImageNet (Stanford CS231N): `wnids.txt`, `words.txt`, `train` and `val`.
struct TinyImageNetReader {
  private let root: FolderPath
  /// The WordNet ids of the classes, in the order of the labels.
  private let ids: [String]

  /// Lists the files of a part.
  ///
  /// - Throws: `AssayError` that names the file and the line.
  static func collection(at path: String, part: TinyImageNetPart) throws -> FileCollection {
    let reader = try TinyImageNetReader(FolderPath(path))
    return switch part {
    case .train: try reader.training()
    case .validation: try reader.validation()
    }
  }

  private init(_ root: FolderPath) throws {
    self.root = root
    let table = try CSVTable(contentsOf: "\(root.path)/wnids.txt", format: .tabs, columns: ["id"])
    let ids = table.rows.map { $0.fields[0] }
    guard !ids.isEmpty, Set(ids).count == ids.count else {
      throw AssayError(
        .malformedData, "the list of classes is empty or repeats one", expected: "one WordNet id a line",
        at: table.source)
    }
    self.ids = ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The first of each class's words; all of them where two classes begin alike; the id where there are none.
  private func classNames() throws -> [String] {
    let path = "\(root.path)/words.txt"
    guard FileStamp(path: path) != nil else { return ids }
    let table = try CSVTable(contentsOf: path, format: .tabs, columns: ["id", "words"])
    let words = Dictionary(table.rows.map { ($0.fields[0], $0.fields[1]) }, uniquingKeysWith: { first, _ in first })
    let short = ids.map { id in words[id]?.split(separator: ",").first.map(String.init) ?? id }
    let repeats = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(ids, short).map { id, name in repeats[name] == 1 ? name : words[id] ?? id }
  }

  private func training() throws -> FileCollection {
    var files: [PictureFile] = []
    for (label, id) in ids.enumerated() {
      let folder = "train/\(id)/images"
      for entry in try FolderListing("\(root.path)/\(folder)").files where PictureFile.isPicture(entry.name) {
        files.append(
          PictureFile(path: "\(folder)/\(entry.name)", label: label, row: files.count, stamp: entry.stamp))
      }
    }
    return try collection(files, part: .train)
  }

  /// The rows of `val_annotations.txt`: a file, its class and a box.
  private func validation() throws -> FileCollection {
    let table = try CSVTable(
      contentsOf: "\(root.path)/val/val_annotations.txt", format: .tabs,
      columns: ["file", "id", "x0", "y0", "x1", "y1"])
    var files: [PictureFile] = []
    var faults: [AssayError] = []
    for (row, fields) in table.rows.map(\.fields).enumerated() {
      guard let label = ids.firstIndex(of: fields[1]) else {
        throw AssayError(
          .malformedData, "a picture belongs to a class that the list has not", expected: "one of wnids.txt",
          found: "“\(fields[1])”", at: "\(table.source), line \(table.rows[row].line)")
      }
      let path = "val/images/\(fields[0])"
      if let stamp = FileStamp(path: "\(root.path)/\(path)"), stamp.isFile {
        files.append(PictureFile(path: path, label: label, row: row, stamp: stamp))
      } else {
        faults.append(
          AssayError(
            .missingFile, "there is no such picture", found: "“\(path)”",
            at: "\(table.source), line \(table.rows[row].line)"))
      }
    }
    return try collection(files, part: .validation, faults: faults)
  }

  private func collection(
    _ files: [PictureFile], part: TinyImageNetPart, faults: [AssayError] = []
  ) throws -> FileCollection {
    FileCollection(
      name: "\(root.name)/\(part.rawValue)", root: root.path, classNames: try classNames(), files: files,
      faults: faults)
  }
}
