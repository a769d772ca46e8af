import AssayBase
import AssayImages
import Foundation

extension Dataset {
  /// Opens a table (CSV, RFC 4180) that names picture files and their classes.
  ///
  /// A byte order mark, any line ends, quoted commas and bytes that are not UTF-8 (read as Latin-1, and said in the remarks)
  /// are understood. An example's `sourceRow` is its row below the header, from 0. Files are read when asked for.
  ///
  /// - Parameters:
  ///   - table: The file.
  ///   - layout: Which columns say what.
  ///   - folder: Where files are looked for; the table's own folder unless given.
  ///   - loading: How pictures are read; a row whose file is missing is a file that cannot be read.
  /// - Throws: `AssayError` with the line: `malformedData`, `limitExceeded`, `unknownName` for a column that is not there,
  ///   `invalidArgument` for a label that is no class, `missingFile`, `empty` when no row counts, and what reading pictures
  ///   throws.
  public init(
    table: URL, layout: ImageTable, folder: URL? = nil, loading: ImageLoading = ImageLoading()
  ) throws {
    let path = table.path(percentEncoded: false)
    let collection = try TableReader.collection(
      try CSVTable(contentsOf: path), layout, name: table.deletingPathExtension().lastPathComponent,
      folder: folder?.path(percentEncoded: false) ?? AtomicFile.parent(of: path))
    self = try collection.dataset(loading)
  }
}
