import AssayBase
import AssayDatasets
import AssayTestSupport
import Foundation
import Testing

@Suite struct NumPyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ bytes: [UInt8]) throws -> URL {
    let url = folder.file(name)
    try Data(bytes).write(to: url)
    return url
  }

  private func labels(_ count: Int) throws -> URL {
    try write("labels.npy", ContainerBuilder.npy("|u1", shape: [count], numbers: [UInt8](repeating: 0, count: count)))
  }

  /// The pixels of the files below: 10 k modulo 256, two images of 3 × 4.
  private let pixels = (0..<24).map { Float($0 * 10 % 256) / 255 }

  /// Files as NumPy 2.4.6 wrote them: `savez`, `savez_compressed` of floats, and `save` of an array in Fortran order.
  @Test func filesOfNumPyAreRead() throws {
    for (name, text) in [("stored.npz", NumPyFiles.stored), ("packed.npz", NumPyFiles.compressed)] {
      let url = try write(name, [UInt8](try #require(Data(base64Encoded: text))))
      let data = try DatasetSource(parsing: "npz:\(url.path(percentEncoded: false))").open()
      #expect(data.count == 2 && data.imageSize.description == "1×3×4" && data.name == String(name.prefix(6)))
      #expect(try data.examples(at: [0, 1]).flatMap(\.image.values) == pixels)
      #expect(try data.examples(at: [0, 1]).map(\.label) == [1, 0])
    }
    let fortran = try write("fortran.npy", [UInt8](try #require(Data(base64Encoded: NumPyFiles.fortran))))
    let data = try Dataset(npyImages: fortran, labels: labels(2))
    #expect(try data.examples(at: [0, 1]).flatMap(\.image.values) == pixels)
  }

  /// The values 0, 51 and 255 or their like in each type that can be read, both byte orders.
  @Test(
    arguments: [
      ("|u1", [0, 51, 255]), ("|b1", [0, 0, 1]), ("<i2", [0, 0, 51, 0, 255, 0]), (">u2", [0, 0, 0, 51, 0, 255]),
      ("<u4", [0, 0, 0, 0, 51, 0, 0, 0, 255, 0, 0, 0]), (">i4", [0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 0, 255]),
      ("<i8", [0, 0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]),
      (">f4", [0, 0, 0, 0, 0x3E, 0x4C, 0xCC, 0xCD, 0x3F, 0x80, 0, 0]),
      ("<f2", [0, 0, 0x66, 0x32, 0, 0x3C]),
      ("=f8", [0, 0, 0, 0, 0, 0, 0, 0, 0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xC9, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
    ] as [(String, [UInt8])]) func everyTypeAndByteOrder(descr: String, numbers: [UInt8]) throws
  {
    for version in [UInt8(1), 2, 3] {
      let bytes = ContainerBuilder.npy(descr, shape: [3, 1, 1], numbers: numbers, version: version)
      let data = try Dataset(npyImages: try write("images.npy", bytes), labels: labels(3))
      let values = try (0..<3).map { try data.example(at: $0).image.values[0] }
      let middle: Float = descr == "|b1" ? 0 : descr == "<f2" ? 0.199951171875 : 0.2
      #expect(values == [0, middle, 1], "\(descr)")
    }
  }

  @Test func layoutsAreToldOrInferred() throws {
    let numbers = (0..<24).map { UInt8($0) }
    func first(_ shape: [Int], _ layout: ImageLayout? = nil) throws -> (String, [Float]) {
      let url = try write("images.npy", ContainerBuilder.npy("|u1", shape: shape, numbers: numbers))
      let data = try Dataset(npyImages: url, labels: labels(shape[0]), layout: layout)
      return (data.imageSize.description, try data.example(at: 0).image.values.map { $0 * 255 })
    }
    #expect(try first([2, 3, 4]) == ("1×3×4", (0..<12).map { Float($0) }))
    #expect(try first([2, 2, 2, 3]) == ("3×2×2", [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]))
    #expect(try first([2, 3, 2, 2]) == ("3×2×2", (0..<12).map { Float($0) }))
    #expect(kind { try first([2, 1, 4, 3]) } == .invalidArgument)
    #expect(try first([2, 1, 4, 3], .planes).0 == "1×4×3")
    #expect(try first([2, 1, 4, 3], .interleaved).0 == "3×1×4")
    #expect(kind { try first([2, 2, 2, 3], .planes) } == .shapeMismatch)
    #expect(kind { try first([2, 2, 6]) } == nil)
    #expect(kind { try first([2, 6, 2, 1], .gray) } == .shapeMismatch)
    #expect(kind { try first([24]) } == .shapeMismatch)
    #expect(kind { try first([1, 2, 6, 2]) } == .shapeMismatch)
  }

  @Test func fortranOrderIsUndone() throws {
    // An array 2×3×2×2 whose entry is its place row by row, written first axis fastest.
    var numbers: [UInt8] = []
    for w in 0..<2 {
      for h in 0..<2 { for c in 0..<3 { for n in 0..<2 { numbers.append(UInt8(((n * 3 + c) * 2 + h) * 2 + w)) } } }
    }
    let url = try write("f.npy", ContainerBuilder.npy("|u1", shape: [2, 3, 2, 2], numbers: numbers, isFortran: true))
    let data = try Dataset(npyImages: url, labels: labels(2))
    #expect(try data.example(at: 1).image.values.map { ($0 * 255).rounded() } == (12..<24).map { Float($0) })
  }

  @Test(arguments: [
    ("<c8", AssayError.Kind.unsupported, "“<c8”"), ("<U4", .unsupported, "“<U4”"), ("|O", .unsupported, "“|O”"),
    ("", .unsupported, "“”"), ("<u1', 'x': '", .malformedData, "“x”"),
  ]) func otherTypesAreRefused(descr: String, kind: AssayError.Kind, word: String) throws {
    let url = try write(
      "a.npy", ContainerBuilder.npy(descr, shape: [1, 1, 1], numbers: [UInt8](repeating: 0, count: 16)))
    let error = try #require(throws: AssayError.self) { try Dataset(npyImages: url, labels: url) }
    #expect(error.kind == kind && "\(error)".contains(word) && "\(error)".contains("a.npy"), "\(error)")
  }

  @Test func arraysOfAnArchiveAreNamed() throws {
    let url = try write("stored.npz", [UInt8](try #require(Data(base64Encoded: NumPyFiles.stored))))
    #expect(try Dataset(npz: url, images: "images", labels: "labels").count == 2)
    let missing = try #require(throws: AssayError.self) { try Dataset(npz: url, images: "x", labels: "labels") }
    #expect(missing.kind == .unknownName && "\(missing)".contains("images, labels"))
    #expect(kind { try Dataset(npz: url, images: "images") } == .invalidArgument)
    #expect(kind { try Dataset(npz: url, images: "labels", labels: "labels") } == .shapeMismatch)
  }

  @Test func damagedArchivesAreRefused() throws {
    for text in [NumPyFiles.stored, NumPyFiles.compressed] {
      let bytes = [UInt8](try #require(Data(base64Encoded: text)))
      for count in 0..<bytes.count {
        let url = try write("cut.npz", Array(bytes.prefix(count)))
        #expect(kind { try Dataset(npz: url) } == .malformedData, "\(count) bytes")
      }
      // Any byte of the arrays is guarded by the check sum.
      for place in 70..<200 {
        var changed = bytes
        changed[place] ^= 4
        let error = try #require(throws: AssayError.self) { try Dataset(npz: try write("changed.npz", changed)) }
        #expect(error.kind == .malformedData && error.location?.contains("byte ") == true, "\(place): \(error)")
      }
    }
  }
}

/// Files that NumPy 2.4.6 wrote, in base64.
enum NumPyFiles {
  /// `numpy.savez(images: 2×3×4 of uint8, labels: 2 of int64)`.
  static let stored = """
    UEsDBC0AAAAAAAAAIQAIXJZG//////////8KABQAaW1hZ2VzLm5weQEAEACYAAAAAAAAAJgAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnfH\
    UxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMsIDQpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgIAoAChQeKDI8RlBaZG54goyWoKq0vsjS3OZQSwMELQAAAAAAAAAhAHH7Oav//////////woAFABsYWJlbH\
    MubnB5AQAQAJAAAAAAAAAAkAAAAAAAAACTTlVNUFkBAHYAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUn\
    OiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgEAAAAAAAAAAAAAAA\
    AAAABQSwECLQMtAAAAAAAAACEACFyWRpgAAACYAAAACgAAAAAAAAAAAAAAgAEAAAAAaW1hZ2VzLm5weVBLAQItAy0AAAAAAAAAIQBx+zmrkAAA\
    AJAAAAAKAAAAAAAAAAAAAACAAdQAAABsYWJlbHMubnB5UEsFBgAAAAACAAIAcAAAAKABAAAAAA==
    """
  /// `numpy.savez_compressed(x_test: 2×3×4 of float32, y_test: 2×1 of uint8)`.
  static let compressed = """
    UEsDBC0AAAAIAAAAIQDyuc6X//////////8KABQAeF90ZXN0Lm5weQEAEADgAAAAAAAAAKUAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbp\
    Nmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKxjoKJpo6CrUK5AEuBiBYuEDBduGCBbYfP3wA0gp2J0942H38UGDX29NjBxS3\
    27plC1DshN3dO3eA4h/smpuY7Ht7eOynTxOzB6q3X71Ky37rFhP7/fvs7IF67S9fCrK/eyfG/vmzNHsAUEsDBC0AAAAIAAAAIQBUFq6L//////\
    ////8KABQAeV90ZXN0Lm5weQEAEACCAAAAAAAAAEgAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXlNqqK6joJ6WX1RSlJgXn1+UkgoSd0vM\
    KU4FihdnJBakAvkaRjoKhpo6CrUKZAMuRgYAUEsBAi0DLQAAAAgAAAAhAPK5zpelAAAA4AAAAAoAAAAAAAAAAAAAAIABAAAAAHhfdGVzdC5ucH\
    lQSwECLQMtAAAACAAAACEAVBaui0gAAACCAAAACgAAAAAAAAAAAAAAgAHhAAAAeV90ZXN0Lm5weVBLBQYAAAAAAgACAHAAAABlAQAAAAA=
    """
  /// `numpy.save` of 2×3×4 big-endian 16-bit integers in Fortran order.
  static let fortran = """
    k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgIC\
    AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAB4ACgAoABQAMgACgCCADIAqgBaANIAFACMADwAtABkANwA\
    HgCWAEYAvgBuAOY=
    """
}
