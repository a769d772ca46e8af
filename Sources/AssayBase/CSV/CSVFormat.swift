/// How a table of text is written.
package struct CSVFormat: Sendable, Hashable {
  /// The byte between fields.
  package var delimiter: UInt8
  /// Whether a field may stand in quotes, in which delimiters and line ends are text and `""` is one quote.
  package var isQuoted: Bool

  package init(delimiter: UInt8, isQuoted: Bool) {
    self.delimiter = delimiter
    self.isQuoted = isQuoted
  }

  /// Commas and quotes, as RFC 4180 has it.
  package static let commas = CSVFormat(delimiter: UInt8(ascii: ","), isQuoted: true)
  /// Tabs, and no quotes.
  package static let tabs = CSVFormat(delimiter: UInt8(ascii: "\t"), isQuoted: false)
}
