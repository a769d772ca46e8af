import Foundation

/// A table of text: rows of fields under named columns.
package struct CSVTable: Sendable {
  /// A row and where it stands.
  package struct Row: Sendable {
    /// The line on which it begins, from 1.
    package let line: Int
    /// As many fields as the table has columns.
    package let fields: [String]
  }

  /// The names of the columns without blanks around them; a name may be empty.
  package let columns: [String]
  /// The rows below the header.
  package let rows: [Row]
  /// The lines with bytes that are not UTF-8, which were read as Latin-1.
  package let latinLines: [Int]
  /// What the table is called in errors: its file.
  package let source: String

  /// Reads a table whose first row names the columns, unless `columns` does.
  ///
  /// A row may have more fields than there are columns when these are empty.
  ///
  /// - Throws: `AssayError` with the file and the line: `malformedData`, `limitExceeded`, or `empty` without a header.
  package init(
    _ data: Data, format: CSVFormat = .commas, columns: [String]? = nil, limits: CSVLimits = CSVLimits(),
    source: String
  ) throws {
    do {
      guard data.count <= limits.bytes else {
        throw AssayError(
          .limitExceeded, "CSV: the table is too large", expected: "at most \(limits.bytes) bytes",
          found: "\(data.count)")
      }
      let (names, rows, latinLines) = try data.withUnsafeBytes { bytes in
        var parser = CSVParser(bytes, format: format, limits: limits)
        guard let names = try columns ?? parser.nextRow()?.fields else {
          throw AssayError(.empty, "CSV: the table has no header", expected: "a row with the names of the columns")
        }
        var rows: [Row] = []
        while let row = try parser.nextRow() { rows.append(try Self.checked(row, columnCount: names.count)) }
        return (names, rows, parser.latinLines)
      }
      self.columns = names.map { $0.trimmingCharacters(in: .whitespaces) }
      self.rows = rows
      self.latinLines = latinLines
      self.source = source
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  /// Reads the table in a file.
  ///
  /// - Throws: As the other initialiser, or what reading the file throws.
  package init(
    contentsOf path: String, format: CSVFormat = .commas, columns: [String]? = nil, limits: CSVLimits = CSVLimits()
  ) throws {
    try self.init(
      try AtomicFile.read(path, limit: limits.bytes), format: format, columns: columns, limits: limits, source: path)
  }

  private static func checked(_ row: CSVParser.Row, columnCount: Int) throws -> Row {
    guard row.fields.count >= columnCount, row.fields.dropFirst(columnCount).allSatisfy(\.isEmpty) else {
      throw AssayError(
        .malformedData, "CSV: a row has the wrong number of fields", expected: "\(columnCount)",
        found: "\(row.fields.count)", at: "line \(row.line)")
    }
    return Row(line: row.line, fields: Array(row.fields.prefix(columnCount)))
  }

  /// The index of the column called `name`.
  ///
  /// - Throws: `AssayError`: `unknownName` that lists the columns, or `invalidArgument` when two are called so.
  package func column(_ name: String) throws -> Int {
    let found = columns.indices.filter { columns[$0] == name }
    guard let index = found.first else {
      let names = columns.filter { !$0.isEmpty }.joined(separator: ", ")
      throw AssayError(.unknownName, "the table has no such column", expected: names, found: "“\(name)”", at: source)
    }
    guard found.count == 1 else {
      throw AssayError(
        .invalidArgument, "two columns of the table have the same name", found: "“\(name)”", at: source)
    }
    return index
  }
}
