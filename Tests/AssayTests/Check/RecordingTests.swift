import AssayBase
import Testing

@testable import Assay

@Suite struct RecordingTests {
  @Test(
    arguments: [
      ([:], false), (["ASSAY_RECORD": "1"], true), (["ASSAY_RECORD": "0"], false), (["ASSAY_RECORD": ""], false),
      (["ASSAY_RECORD": "true", "CI": "false"], true), (["CI": "true"], false),
    ] as [([String: String], Bool)])
  func theEnvironmentDecides(_ environment: [String: String], isRecording: Bool) throws {
    #expect(try CheckSite.isRecording(environment) == isRecording)
  }

  @Test(arguments: ["true", "1", "yes"]) func neverInContinuousIntegration(_ value: String) {
    let error = #expect(throws: AssayError.self) {
      try CheckSite.isRecording(["ASSAY_RECORD": "1", "CI": value])
    }
    #expect(error?.location == "ASSAY_RECORD" && error?.found == "CI=\(value)")
  }
}
