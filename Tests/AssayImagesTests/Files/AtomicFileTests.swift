import AssayBase
import Foundation
import Testing

struct AtomicFileTests {
  private func contents(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func bytesComeBackAndNothingElseIsLeft() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      for count in [0, 1, 70_000] {
        let bytes = Data((0..<count).map { UInt8($0 & 255) })
        try AtomicFile.write(bytes, to: path)
        #expect(try AtomicFile.read(path) == bytes)
      }
      try AtomicFile.write("ε ≤ 8/255", to: path)
      #expect(try String(decoding: AtomicFile.read(path), as: UTF8.self) == "ε ≤ 8/255")
      #expect(try contents(folder) == ["file"])
    }
  }

  @Test func foldersAreMadeOnlyOnRequest() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a/b/file"
      let error = fault { try AtomicFile.write("x", to: path) }
      #expect(error?.kind == .missingFile)
      #expect(error?.location == path)
      try #expect(contents(folder).isEmpty)
      try AtomicFile.write("x", to: path, creatingFolders: true)
      try AtomicFile.write("y", to: path, creatingFolders: true)
      #expect(try AtomicFile.read(path) == Data("y".utf8))
      let under = path + "/under"
      #expect(fault { try AtomicFile.write("x", to: under, creatingFolders: true) }?.kind == .inaccessibleFile)
    }
  }

  @Test func aFailingBodyLeavesTheOldFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write("old", to: path)
      let error = fault {
        try AtomicFile.write(to: path) { sink in
          try sink.append(Data("new".utf8))
          #expect(try contents(folder).count == 2)
          throw AssayError(.empty, "stopped")
        }
      }
      #expect(error?.kind == .empty)
      #expect(try AtomicFile.read(path) == Data("old".utf8))
      #expect(try contents(folder) == ["file"])
    }
  }

  @Test func aFolderIsNoFile() throws {
    try withTemporaryFolder { folder in
      #expect(fault { try AtomicFile.write("x", to: folder) }?.kind == .inaccessibleFile)
      #expect(fault { try AtomicFile.read(folder) }?.kind == .inaccessibleFile)
      #expect(fault { try AtomicFile.read(folder + "/none") }?.kind == .missingFile)
      #expect(fault { try AtomicFile.read("") }?.kind == .invalidArgument)
      #expect(fault { try AtomicFile.read(folder + "/a\0b") }?.kind == .invalidArgument)
      try #expect(contents(folder).isEmpty)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere")) func aReadOnlyFolderIsRefused() throws {
    try withTemporaryFolder { folder in
      chmod(folder, 0o500)
      defer { chmod(folder, 0o700) }
      #expect(fault { try AtomicFile.write("x", to: folder + "/file") }?.kind == .inaccessibleFile)
      #expect(fault { try AtomicFile.createFolder(folder + "/sub") }?.kind == .inaccessibleFile)
      try #expect(contents(folder).isEmpty)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read anything")) func anUnreadableFileIsRefused() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("x", to: folder + "/file")
      chmod(folder + "/file", 0)
      #expect(fault { try AtomicFile.read(folder + "/file") }?.kind == .inaccessibleFile)
    }
  }

  @Test(arguments: [EACCES, EPERM, EROFS, ENOSPC, ENOTDIR]) func refusalsAreInaccessible(code: Int32) {
    let error = FileFault.error(code, "cannot write the file", "p")
    #expect(error.kind == .inaccessibleFile && error.location == "p" && error.found?.isEmpty == false)
  }

  @Test func theLimitCountsBytes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write(Data(count: 100), to: path)
      #expect(try AtomicFile.read(path, limit: 100).count == 100)
      #expect(fault { try AtomicFile.read(path, limit: 99) }?.kind == .limitExceeded)
      // A device has no size to look at first.
      #expect(fault { try AtomicFile.read("/dev/zero", limit: 1000) }?.kind == .limitExceeded)
      #expect(try AtomicFile.read("/dev/null", limit: 0).isEmpty)
    }
  }

  @Test func linksAndPermissionsStay() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder(folder + "/real")
      try AtomicFile.write("old", to: folder + "/real/file")
      chmod(folder + "/real/file", 0o640)
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real/file")
      try AtomicFile.write("new", to: folder + "/link")
      #expect(try AtomicFile.read(folder + "/real/file") == Data("new".utf8))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real/file")
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/real/file")
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
      #expect(try contents(folder) == ["link", "real"] && contents(folder + "/real") == ["file"])
    }
  }

  @Test func devicesAreWrittenNotReplaced() throws {
    try AtomicFile.write("x", to: "/dev/null")
    #expect(try AtomicFile.read("/dev/null").isEmpty)
  }

  @Test func parentsAreFound() {
    let cases = ["a": ".", "a/b": "a", "/a": "/", "a/b/": "a", "/": "/", "/a/b": "/a"]
    for (path, parent) in cases { #expect(AtomicFile.parent(of: path) == parent) }
  }

  @Test func parallelWritersNeverMix() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/file"
    try AtomicFile.write(Data(repeating: 0, count: 5000), to: path, creatingFolders: true)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for value in 1...8 as ClosedRange<UInt8> {
        group.addTask {
          try AtomicFile.write(Data(repeating: value, count: 5000), to: path)
          let seen = try AtomicFile.read(path)
          #expect(seen.count == 5000 && Set(seen).count == 1)
        }
      }
      try await group.waitForAll()
    }
    #expect(try contents(folder) == ["file"])
  }
}
