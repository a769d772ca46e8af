/// What tells which pictures belong together, so that no split parts them.
public enum GroupRule: Sendable, Hashable {
  /// What stands in a column of the table, such as the patient's number; an empty field is a group of its own.
  case column(String)
  /// The file's name up to the first such text: with "_", `13_left.jpeg` and `13_right.jpeg` belong to "13".
  case namePrefix(before: String)
  /// The first number in the file's name: `COVID-00040a.jpg` and `COVID-00040b.jpg` belong to "00040".
  case nameNumber

  /// The group that a file's name says, if that is what tells it.
  func group(of path: String) -> String? {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    switch self {
    case .column: return nil
    case .namePrefix(let separator):
      guard !separator.isEmpty, let end = name.range(of: separator)?.lowerBound else { return nil }
      return String(name[..<end])
    case .nameNumber:
      let digits = name.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }
      return digits.isEmpty ? nil : String(digits)
    }
  }
}
