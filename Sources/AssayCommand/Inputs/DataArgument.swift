import AssayBase
import AssayDatasets
import AssayFixtures

/// What `--data` names: embedded digits, or a file.
package enum DataArgument {
  /// The data sets that are part of the program.
  static let builtIn: [String: @Sendable () throws -> Dataset] = [
    "digits": { Digits.test }, "digits/train": { Digits.train },
  ]

  /// What the option says to users.
  static let option = OptionDefinition(
    "data", "D",
    "The images with their labels: \((builtIn.keys.sorted() + DatasetScheme.all.map(\.form)).joined(separator: ", ")).")

  /// What the option `--data` names; nothing is opened.
  ///
  /// - Throws: `AssayError` that lists the forms there are.
  static func source(_ arguments: Arguments, default fallback: String? = nil) throws -> DatasetSource {
    guard let text = try arguments.text("data") ?? fallback else {
      throw AssayError(
        .invalidArgument, "no data set is named",
        expected: (builtIn.keys.sorted() + DatasetScheme.all.map(\.form)).joined(separator: ", "), at: "--data")
    }
    do {
      return try DatasetSource(parsing: text)
    } catch let error as AssayError {
      throw error.located(at: "--data")
    }
  }

  /// Opens a data set.
  ///
  /// - Throws: `AssayError` that names the option for a name that is not known, else the file and what is wrong with it.
  static func open(_ source: DatasetSource) throws -> Dataset {
    do {
      return try source.open(builtIn: builtIn)
    } catch let error as AssayError where error.kind == .unknownName && error.location == nil {
      throw error.located(at: "--data")
    }
  }
}
