import AssayBase
import AssayProperties

/// A line of the log for a check whose cases are dealt to several processes: what one of them measured, of which test.
package struct CheckPart: Sendable, Equatable {
  /// Which run of a program it is of.
  package let run: String
  /// The suite and the test; `nil` for checks outside tests.
  package let suite: String?
  package let test: String?
  /// What was measured.
  package let cases: SplitCases

  package init(run: String = ResultRecord.processRun, suite: String? = nil, test: String? = nil, _ cases: SplitCases) {
    self.run = run
    self.suite = suite
    self.test = test
    self.cases = cases
  }

  /// The line as a JSON object.
  package var json: JSONValue {
    var members = cases.json.object ?? [:]
    members["run"] = .string(run)
    members["suite"] = suite.map(JSONValue.string)
    members["test"] = test.map(JSONValue.string)
    return .object(members)
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  package init(json: JSONValue) throws {
    let fields = JSONFields(json)
    self.init(
      run: try fields.string("run"), suite: try fields.optionalString("suite"),
      test: try fields.optionalString("test"), try SplitCases(json: json))
  }
}
