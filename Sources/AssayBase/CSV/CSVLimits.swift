/// How large a table may be before it is refused.
package struct CSVLimits: Sendable {
  /// The bytes of the file.
  package var bytes = 1 << 28
  /// The fields of all rows together.
  package var fields = 1 << 24
  /// The bytes of one field.
  package var fieldBytes = 1 << 20

  package init() {}
}
