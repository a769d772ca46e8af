import AssayBase

/// A folder with a folder of pictures for each class, or with parts such as `train` and `test` that are such folders.
///
/// Classes are numbered in the order of their names' UTF-8 bytes, over all parts together, so that a part in which a class
/// is missing has the same labels. Pictures may lie deeper in a class's folder. Hidden files are ignored.
struct ClassFolders {
  private let root: String
  private let name: String
  private let groups: GroupRule?
  private var files: [PictureFile] = []
  private var ignored: [String] = []
  private var faults: [String] = []

  /// How deep folders may lie in one another; links that go round in circles end here.
  private static let depthLimit = 16

  /// Lists the classes in the folder at `path`, or in its part of that name.
  ///
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile`, `invalidArgument` for parts instead of classes,
  ///   `unknownName` for a part that is not there, `empty` without classes.
  static func collection(at path: String, part: String?, groups: GroupRule?) throws -> FileCollection {
    let root = FolderPath(path)
    let listing = try FolderListing(root.path)
    let parts = listing.folders.map(\.name).filter(isPartName)
    guard let part else {
      if !parts.isEmpty, parts.count == listing.folders.count { throw partsError(parts, root) }
      let classes = listing.folders.map(\.name)
      var reader = ClassFolders(root: root.path, name: root.name, groups: groups)
      reader.note(listing, in: root.path)
      return try reader.collection(classes, own: Set(classes))
    }
    guard let own = listing.folders.first(where: { $0.name == part }) else {
      throw AssayError(
        .unknownName, "the folder has no such part", expected: listing.folders.map(\.name).joined(separator: ", "),
        found: "“\(part)”", at: root.path)
    }
    var classes: [String] = []
    for folder in Set(parts + [own.name]).sorted(by: precedes) {
      classes += try FolderListing("\(root.path)/\(folder)").folders.map(\.name)
    }
    let inside = try FolderListing("\(root.path)/\(part)")
    var reader = ClassFolders(root: "\(root.path)/\(part)", name: "\(root.name)/\(part)", groups: groups)
    reader.note(inside, in: reader.root)
    return try reader.collection(
      Set(classes).sorted(by: precedes), own: Set(inside.folders.map(\.name)))
  }

  private init(root: String, name: String, groups: GroupRule?) {
    self.root = root
    self.name = name
    self.groups = groups
  }

  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  /// Whether a folder is called like a part of a data set: "train", "Test", "asl_alphabet_train".
  private static func isPartName(_ name: String) -> Bool {
    let words = name.lowercased().split { "_- .".contains($0) }
    return words.last.map { partNames.contains($0) } ?? false
  }

  private static let partNames: Set<Substring> = [
    "train", "training", "test", "testing", "val", "valid", "validation",
  ]

  private static func partsError(_ parts: [String], _ root: FolderPath) -> AssayError {
    AssayError(
      .invalidArgument, "the folder holds parts of a data set instead of classes",
      expected: "one of its parts: " + parts.map { "folder:\(root.path),part=\($0)" }.joined(separator: " or "),
      at: root.path)
  }

  private mutating func collection(_ classes: [String], own: Set<String>) throws -> FileCollection {
    guard !classes.isEmpty else {
      throw AssayError(
        .empty, "the folder has no classes", expected: "a folder of pictures for each class",
        found: files.isEmpty && ignored.isEmpty ? "an empty folder" : "files that lie in no folder", at: root)
    }
    var empty: [String] = []
    for (label, name) in classes.enumerated() {
      let before = files.count
      if own.contains(name) { try read(name, label: label, depth: 1) }
      if files.count == before { empty.append(name) }
    }
    var collection = FileCollection(name: name, root: root, classNames: classes, files: files)
    if !empty.isEmpty {
      collection.remarks.append("no pictures in \(Self.some(empty, "class")) \(Self.quoted(empty))")
    }
    if !ignored.isEmpty {
      collection.remarks.append(
        "\(ignored.count) other \(ignored.count == 1 ? "file is" : "files are") ignored: \(Self.quoted(ignored))")
    }
    collection.faults = faults.map { AssayError(.inaccessibleFile, $0) }
    return collection
  }

  /// Takes the pictures of a class's folder, and of those in it.
  private mutating func read(_ folder: String, label: Int, depth: Int) throws {
    guard depth <= Self.depthLimit else {
      throw AssayError(
        .limitExceeded, "folders lie too deep in one another", expected: "at most \(Self.depthLimit)",
        at: "\(root)/\(folder)", advice: "A link may lead back to a folder above it")
    }
    let listing = try FolderListing("\(root)/\(folder)")
    faults += listing.faults
    for entry in listing.entries {
      let path = "\(folder)/\(entry.name)"
      if entry.stamp.isFolder {
        try read(path, label: label, depth: depth + 1)
      } else if PictureFile.isPicture(entry.name), entry.stamp.isFile {
        files.append(
          PictureFile(
            path: path, label: label, group: groups?.group(of: path), row: files.count, stamp: entry.stamp))
      } else {
        ignored.append(path)
      }
    }
  }

  /// Remembers what lies beside the classes.
  private mutating func note(_ listing: FolderListing, in folder: String) {
    ignored += listing.files.map(\.name)
    faults += listing.faults
  }

  private static func some(_ names: [String], _ noun: String) -> String {
    names.count == 1 ? noun : "\(names.count) \(noun)es:"
  }

  private static func quoted(_ names: [String]) -> String {
    names.prefix(5).map { "“\($0)”" }.joined(separator: ", ") + (names.count > 5 ? " …" : "")
  }
}
