import AssayBase
import AssayTestSupport
import Foundation
import Testing

@Suite struct FolderListingTests {
  @Test func namesAreInTheOrderOfTheirBytes() throws {
    try TemporaryFolder.with { folder in
      let names = ["b", "B", "a", "Z", "10", "9", "é", "_", "ab", "a b"]
      for name in names { try Data().write(to: folder.file(name)) }
      for name in [".hidden", "__MACOSX"] {
        try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
      }
      try FileManager.default.createDirectory(at: folder.file("folder"), withIntermediateDirectories: true)
      let listing = try FolderListing(folder.url.path(percentEncoded: false))
      #expect(listing.files.map(\.name) == ["10", "9", "B", "Z", "_", "a", "a b", "ab", "b", "é"])
      #expect(listing.folders.map(\.name) == ["folder"])
      #expect(listing.faults.isEmpty)
    }
  }

  @Test func linksAreFollowedAndDeadOnesNamed() throws {
    try TemporaryFolder.with { folder in
      try Data([1, 2, 3]).write(to: folder.file("a"))
      let path = folder.url.path(percentEncoded: false)
      try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "a")
      try FileManager.default.createSymbolicLink(atPath: path + "/dead", withDestinationPath: "nowhere")
      let listing = try FolderListing(path)
      #expect(listing.files.map(\.name) == ["a", "link"] && listing.files.map(\.stamp.size) == [3, 3])
      #expect(listing.faults.count == 1 && listing.faults[0].contains("dead"))
    }
  }

  @Test func whatIsNoFolderIsRefused() throws {
    try TemporaryFolder.with { folder in
      try Data().write(to: folder.file("a"))
      let file = folder.file("a").path(percentEncoded: false)
      #expect(#expect(throws: AssayError.self) { try FolderListing(file) }?.kind == .inaccessibleFile)
      #expect(#expect(throws: AssayError.self) { try FolderListing(file + "b") }?.kind == .missingFile)
      #expect(#expect(throws: AssayError.self) { try FolderListing("") }?.kind == .invalidArgument)
    }
  }
}
