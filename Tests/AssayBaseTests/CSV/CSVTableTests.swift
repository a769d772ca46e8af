import AssayBase
import Foundation
import Testing

@Suite struct CSVTableTests {
  private func table(_ text: String, format: CSVFormat = .commas) throws -> CSVTable {
    try CSVTable(Data(text.utf8), format: format, source: "a.csv")
  }

  private func fields(_ text: String) throws -> [[String]] { try table(text).rows.map(\.fields) }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func lineEndsAreAllTheSame(_ end: String) throws {
    let read = try table(["a,b", "1,2", "", "3,", ",4"].joined(separator: end))
    #expect(read.columns == ["a", "b"])
    #expect(read.rows.map(\.fields) == [["1", "2"], ["3", ""], ["", "4"]])
    #expect(read.rows.map(\.line) == [2, 4, 5])
    #expect(try table(["a,b", "1,2", ""].joined(separator: end)).rows.count == 1)
  }

  @Test func quotesKeepCommasLinesAndQuotes() throws {
    #expect(try fields("a,b\n\"x, y\",\"say \"\"no\"\"\"\n") == [["x, y", "say \"no\""]])
    #expect(try fields("a,b\n\"one\ntwo\",\"\"\n\"\",\"\r\n\"") == [["one\ntwo", ""], ["", "\r\n"]])
    #expect(try fields("a,b\nhe said \"no\",2") == [["he said \"no\"", "2"]])
    #expect(try table("a,b\n\"x\ny\",1\n2,3").rows.map(\.line) == [2, 4])
    #expect(try fields("\"a\"\n1") == [["1"]])
  }

  @Test func tabsKnowNoQuotes() throws {
    let read = try CSVTable(
      Data("n1\tcat, \"tabby\n".utf8), format: .tabs, columns: ["id", "words"], source: "words.txt")
    #expect(read.rows.map(\.fields) == [["n1", "cat, \"tabby"]])
  }

  @Test func headersAreTrimmedAndMayBeNameless() throws {
    let read = try table("\u{FEFF}id, url,,\n1,2,3,\n")
    #expect(read.columns == ["id", "url", "", ""])
    #expect(try read.column("url") == 1)
    let error = try #require(throws: AssayError.self) { try read.column("file") }
    #expect(error.kind == .unknownName && error.expected == "id, url")
    #expect(throws: AssayError.self) { try table("a,a\n1,2").column("a") }
    #expect(try table("a,b").rows.isEmpty)
  }

  /// One field in Latin-1 does not spoil those in UTF-8.
  @Test func bytesThatAreNotUTF8AreReadAsLatin1AndSaid() throws {
    let bytes = Data("a,b\nü,1\n".utf8) + Data([0x33, 0x38, 0xB0, 0x43, 0x2C, 0x32, 0x0A])
    let read = try CSVTable(bytes, source: "a.csv")
    #expect(read.rows.map(\.fields) == [["ü", "1"], ["38°C", "2"]])
    #expect(read.latinLines == [3])
    #expect(try table("a\nü").latinLines.isEmpty)
  }

  @Test(arguments: [
    ("", AssayError.Kind.empty, "no header"), ("\n\n", .empty, "no header"),
    ("a,b\n1\n", .malformedData, "line 2"), ("a,b\n1,2,3\n", .malformedData, "expected 2, found 3"),
    ("a\n\"x", .malformedData, "line 2, byte 2"), ("a\n\"x\"y\n", .malformedData, "line 2, byte 5"),
    ("a\n\"x\n\n\n\"y", .malformedData, "line 5"),
  ])
  func nonsenseIsRefusedWithItsPlace(_ text: String, _ kind: AssayError.Kind, _ word: String) throws {
    let error = try #require(throws: AssayError.self) { try table(text) }
    #expect(error.kind == kind && "\(error)".contains(word) && "\(error)".hasPrefix("a.csv"), "\(error)")
  }

  @Test func emptyFieldsBeyondTheColumnsAreLeftOut() throws {
    #expect(try fields("a,b\n1,2,,\n") == [["1", "2"]])
  }

  @Test func limitsHold() throws {
    var limits = CSVLimits()
    limits.bytes = 10
    let long = Data("a,b\n1,2\n3,4\n5,6".utf8)
    #expect(throws: AssayError.self) { try CSVTable(long, limits: limits, source: "a.csv") }
    limits = CSVLimits()
    limits.fields = 7
    #expect(throws: AssayError.self) { try CSVTable(long, limits: limits, source: "a.csv") }
    limits.fields = 8
    #expect(try CSVTable(long, limits: limits, source: "a.csv").rows.count == 3)
    limits.fieldBytes = 3
    for text in ["a\nabcd", "a\n\"abcd\""] {
      let error = #expect(throws: AssayError.self) { try CSVTable(Data(text.utf8), limits: limits, source: "a.csv") }
      #expect(error?.kind == .limitExceeded)
    }
  }

  /// Whatever the bytes, a table or a typed error with a place; and a table written as RFC 4180 says reads back.
  @Test func anyBytesGiveATableOrATypedError() throws {
    let alphabet = Array("a,\"\n\r\tü°".utf8) + [0x00, 0xB0, 0xFF]
    var (tables, errors) = (0, 0)
    for seed in 0..<3000 {
      var stream = RandomStream(RandomKey(seed: UInt64(seed)).derived("csv"))
      let count = stream.integer(in: 0...40)
      let bytes = Data((0..<count).map { _ in alphabet[stream.integer(in: 0...(alphabet.count - 1))] })
      do {
        let read = try CSVTable(bytes, source: "fuzz")
        tables += 1
        #expect(read.rows.allSatisfy { $0.fields.count == read.columns.count })
        let written = ([read.columns.map { $0 + "x" }] + read.rows.map(\.fields)).map { row in
          row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
        }
        let again = try table(written.joined(separator: "\r\n"))
        #expect(again.rows.map(\.fields) == read.rows.map(\.fields), "seed \(seed)")
      } catch let error as AssayError {
        errors += 1
        #expect(error.location?.hasPrefix("fuzz") == true, "\(error)")
      }
    }
    #expect(tables > 300 && errors > 300, "\(tables) tables, \(errors) errors")
  }
}
