import AssayBase
import AssayProperties
import AssayTestSupport
import Foundation
import Testing

@Suite struct RunFolderTests {
  private func files(_ folder: RunFolder) -> [String] {
    (FileManager.default.subpaths(atPath: "\(folder.path)/counterexamples") ?? []).filter { $0.hasSuffix(".png") }
      .sorted()
  }

  @Test func theOldestGoFirst() throws {
    try TemporaryFolder.with { temporary in
      let folder = RunFolder(
        path: temporary.path(".assay"), limits: .init(bytes: 5_000, files: 100, grace: 0))
      for number in 10..<30 {
        try folder.writeCase("suite/case-\(number)", [("png", Data(count: 1_000))])
        // Times of files may be as coarse as a clock tick.
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(number))],
          ofItemAtPath: folder.caseFile("suite/case-\(number)", "png"))
      }
      try folder.writeCase("suite/last", [("png", Data(count: 1_000))])
      #expect(
        files(folder) == [
          "suite/case-26.png", "suite/case-27.png", "suite/case-28.png", "suite/case-29.png", "suite/last.png",
        ])
    }
  }

  @Test func freshFilesStay() throws {
    try TemporaryFolder.with { temporary in
      let folder = RunFolder(path: temporary.path(".assay"), limits: .init(bytes: 1, files: 1))
      for number in 0..<5 { try folder.writeCase("suite/\(number)", [("png", Data(count: 10))]) }
      #expect(files(folder).count == 5)
    }
  }

  @Test func writersSideBySideLoseNothingFresh() async throws {
    try await TemporaryFolder.with { temporary in
      let folder = RunFolder(path: temporary.path(".assay"), limits: .init(bytes: 2_000, files: 4, grace: 60))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for number in 0..<10 { try folder.writeCase("\(writer)/\(number)", [("png", Data(count: 500))]) }
          }
        }
        try await group.waitForAll()
      }
      #expect(files(folder).count == 80)
    }
  }

  @Test func aFileInTheWayIsAnError() throws {
    try TemporaryFolder.with { temporary in
      try Data().write(to: temporary.file(".assay"))
      let error = #expect(throws: AssayError.self) {
        try RunFolder(path: temporary.path(".assay")).writeCase("a/b", [("png", Data())])
      }
      #expect(error?.kind == .inaccessibleFile)
    }
  }

  @Test func packagesAreFoundAboveAFolder() throws {
    try TemporaryFolder.with { temporary in
      try FileManager.default.createDirectory(at: temporary.file("a/b"), withIntermediateDirectories: true)
      #expect(PackageFolder.above(temporary.path("a/b")) == nil)
      try Data().write(to: temporary.file("a/Package.swift"))
      #expect(PackageFolder.above(temporary.path("a/b")) == temporary.path("a"))
    }
  }
}
