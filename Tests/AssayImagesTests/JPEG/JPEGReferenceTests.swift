import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// The sample files of `images/` against their reference pictures, by the tolerances of its SOURCE.md.
@Suite(.enabled(if: SampleData.hasImages, "the sample images are not there"))
struct JPEGReferenceTests {
  @Test func everyValidFileIsClose() throws {
    let rows = try SampleData.manifest().filter { $0["file"]?.hasPrefix("jpeg/") == true }
    var identical = 0
    for row in rows {
      let (file, reference) = (try #require(row["file"]), try #require(row["reference"]))
      let data = try SampleData.data(file)
      let picture = try JPEG.decode(data)
      let expected = try PNG.decode(SampleData.data(reference), alpha: .dropped)
      #expect((picture.width, picture.height) == (expected.width, expected.height), "\(file)")
      #expect(picture.channels == expected.channels, "\(file)")
      if haveSameBytes(picture.bytes, expected.bytes) {
        identical += 1
      } else {
        let differences = zip(picture.bytes, expected.bytes).map { abs(Int($0) - Int($1)) }
        #expect(Double(differences.reduce(0, +)) <= 2 * Double(differences.count), "\(file)")
        if file.contains("444") || picture.channels == 1 { #expect(differences.max() ?? 0 <= 3, "\(file)") }
      }
      #expect(try ImageFile.decode(data) == picture, "\(file)")
    }
    print("JPEG references: \(rows.count) files close, \(identical) of them identical")
    #expect(!rows.isEmpty)
  }

  @Test func brokenFilesAreRefused() throws {
    let rows = try SampleData.manifest().filter {
      $0["file"]?.hasPrefix("corrupt/") == true && $0["file"]?.hasSuffix(".jpg") == true
    }
    var (refused, accepted) = (0, 0)
    for row in rows {
      let (file, expect) = (try #require(row["file"]), try #require(row["expect"]))
      let mayBeRead = !expect.hasPrefix("reject") || expect.hasPrefix("reject,") || expect.hasPrefix("reject or")
      do {
        _ = try JPEG.decode(SampleData.data(file))
        #expect(mayBeRead, "\(file) was read")
        accepted += 1
      } catch let error as AssayError {
        let kinds: [AssayError.Kind] =
          expect.contains("unsupported") && !file.contains("_named")
          ? [.unsupported] : [.malformedData, .unsupported, .limitExceeded]
        #expect(kinds.contains(error.kind), "\(file): \(error)")
        #expect(error.location?.contains("byte") == true, "\(file): \(error)")
        refused += 1
      }
    }
    print("Broken JPEG files: \(refused) refused, \(accepted) read of those that may be")
    #expect(refused > 0)
  }

  /// Even where the caller allows any size, little data cannot ask for much memory.
  @Test func sizesThatDataCannotFillAreRefused() throws {
    let data = try SampleData.data("corrupt/huge_dimensions.jpg")
    #expect(fault { try JPEG.decode(data) }?.kind == .limitExceeded)
    #expect(fault { try JPEG.decode(data, pixelLimit: .max) }?.kind == .malformedData)
  }

  @Test func orientationIsAppliedOnRequest() throws {
    let data = try SampleData.data("jpeg/exif_orientation6.jpg")
    let stored = try JPEG.decode(data)
    #expect(try JPEG.orientation(of: data) == .turnedLeft)
    let upright = try ImageFile.decode(data, options: ImageFileOptions(appliesOrientation: true))
    #expect((upright.width, upright.height) == (stored.height, stored.width))
    #expect(upright == stored.oriented(by: .turnedLeft))
    #expect(try JPEG.orientation(of: SampleData.data("jpeg/baseline_444.jpg")) == .upright)
  }

  /// Checksums of pixels that were compared with Pillow's and found identical: real and made files of every kind.
  ///
  /// Settings are another size and other sampling factors for the header, under which the coded data are valid too: few
  /// programs write ratios other than 2.
  @Test func pixelsStayWhatTheyWere() throws {
    var counted = 0
    for row in try JPEGChecksums.rows(of: "read") {
      guard let url = DataFolder.url(of: row.file) else { continue }
      var file = try [UInt8](Data(contentsOf: url))
      let settings = row.settings.split(separator: " ").compactMap { Int($0) }
      if !settings.isEmpty { try JPEGPatch.setFrame(of: &file, settings) }
      #expect(try SHA256(JPEG.decode(Data(file)).bytes).text == row.sum, "\(row.file) \(row.settings)")
      counted += 1
    }
    print("JPEG checksums: \(counted) files")
  }
}
