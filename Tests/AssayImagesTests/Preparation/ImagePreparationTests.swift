import AssayBase
import AssayImages
import AssayTensor
import Foundation
import Testing

@Suite struct ImagePreparationTests {
  typealias Extent = ImagePreparation.Extent

  /// A colour picture in which no two rows or columns are alike, with more detail than smaller ones can hold.
  private func picture(height: Int, width: Int) throws -> ByteImage {
    var bytes: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let values: [Int] = [row * 7 + column * 3, row * column, (row + column) % 2 * 200 + row % 50]
        bytes += values.map { UInt8($0 % 256) }
      }
    }
    return try ByteImage(width: width, height: height, channels: 3, bytes: bytes)
  }

  private func png(height: Int, width: Int) throws -> Data { try PNG.encode(picture(height: height, width: width)) }

  @Test func descriptionsSayAll() throws {
    #expect("\(ImagePreparation())" == "RGB, size as stored, upright by EXIF")
    let preparation = ImagePreparation(
      channels: .gray, extent: try Extent(height: 128, width: 96), fit: .cropped(shorterSide: 130),
      interpolation: .bicubic(), appliesOrientation: false)
    #expect(
      "\(preparation)" == "gray 128×96, shorter side to 130, middle cut out, bicubic, EXIF orientation ignored")
  }

  /// All that may differ.
  private func different() throws -> [ImagePreparation] {
    let extent = try Extent(height: 8, width: 9)
    var all = [ImagePreparation(), ImagePreparation(channels: .gray), ImagePreparation(appliesOrientation: false)]
    all += [extent, try Extent(height: 9, width: 8)].map { ImagePreparation(extent: $0) }
    all += [.cropped(), .cropped(shorterSide: 10), .cropped(shorterSide: 12), .padded].map {
      ImagePreparation(extent: extent, fit: $0)
    }
    all += Interpolation.named.dropFirst().map { ImagePreparation(extent: extent, interpolation: $0.value) }
    return all
  }

  @Test func fingerprintsDifferAndPreparationsReadBack() throws {
    let all = try different()
    #expect(Set(all.map(\.fingerprint)).count == all.count && Set(all.map { "\($0)" }).count == all.count)
    for preparation in all {
      #expect(try ImagePreparation(json: JSONValue(parsing: Data("\(preparation.json)".utf8))) == preparation)
    }
    // Checkpoints keep these: they must read the same for good.
    let square = ImagePreparation(extent: try Extent(height: 224, width: 224))
    #expect(ImagePreparation().fingerprint == "aa38ee3867616eca")
    #expect(square.fingerprint == "e2021c10a60b8659")
  }

  @Test(arguments: [
    ("{}", "channels"), (#"{"channels":"cmyk","orientation":true}"#, "gray, rgb"),
    (#"{"channels":"rgb","orientation":true,"size":[1]}"#, "height and width"),
    (#"{"channels":"rgb","orientation":true,"size":[0,5],"fit":"stretch","interpolation":"area"}"#, "1 to 16384"),
    (#"{"channels":"rgb","orientation":true,"size":[5,5],"fit":"squash","interpolation":"area"}"#, "stretch, crop"),
    (#"{"channels":"rgb","orientation":true,"size":[5,5],"fit":"pad","interpolation":"lanczos"}"#, "nearest"),
  ])
  func nonsenseIsRefused(_ text: String, _ word: String) throws {
    let error = #expect(throws: AssayError.self) { try ImagePreparation(json: JSONValue(parsing: Data(text.utf8))) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(word))
  }

  @Test func extentsAreRead() throws {
    #expect(try Extent(parsing: "224x96") == Extent(height: 224, width: 96))
    #expect(try Extent(parsing: "12×5") == Extent(height: 12, width: 5))
    #expect(try Extent(parsing: "64") == Extent(height: 64, width: 64))
    for text in ["", "x", "3x", "x3", "1x2x3", "0", "-4", "16385", "a", "99999999999999999999"] {
      #expect(throws: AssayError.self) { try Extent(parsing: text) }
    }
  }

  @Test func imagesHaveTheSizeWantedAndLieOnTheGrid() throws {
    for (height, width) in [(20, 30), (30, 20), (1, 50), (50, 1), (7, 7), (3, 4)] {
      let data = try png(height: height, width: width)
      for preparation in try different() {
        let image = try preparation.image(from: data)
        let extent = preparation.extent
        #expect(image.size.height == extent?.height ?? height && image.size.width == extent?.width ?? width)
        #expect(image.size.channels == preparation.channels.count)
        #expect(image.isOnByteGrid)
      }
    }
  }

  @Test func sizesThatFitAreLeftAlone() throws {
    let picture = try picture(height: 20, width: 30)
    for fit in [.stretched, .cropped(), .padded] as [ImagePreparation.Fit] {
      let preparation = ImagePreparation(extent: try Extent(height: 20, width: 30), fit: fit)
      #expect(try preparation.image(from: PNG.encode(picture)) == Image(picture))
    }
  }

  @Test func croppingTakesTheMiddleAndPaddingKeepsAll() throws {
    let data = try png(height: 20, width: 30)
    let whole = Image(try picture(height: 20, width: 30))
    let extent = try Extent(height: 10, width: 10)
    // Half the size, then 2 columns less on the left and 3 on the right.
    let half = whole.resized(height: 10, width: 15).quantized()
    let cropped = try ImagePreparation(extent: extent, fit: .cropped()).image(from: data)
    #expect(cropped[1, 4, 0] == half[1, 4, 2] && cropped[2, 9, 9] == half[2, 9, 11])
    #expect(try ImagePreparation(extent: extent, fit: .cropped(shorterSide: 10)).image(from: data) == cropped)
    // A third of the size, with 1 black row above and 2 below.
    let third = whole.resized(height: 7, width: 10).quantized()
    let padded = try ImagePreparation(extent: extent, fit: .padded).image(from: data)
    #expect((0..<10).allSatisfy { padded[0, 0, $0] == 0 && padded[0, 8, $0] == 0 && padded[0, 9, $0] == 0 })
    #expect(padded[0, 1, 3] == third[0, 0, 3] && padded[2, 7, 9] == third[2, 6, 9])
  }

  @Test func grayIsLumaAndAlphaIsLeftOut() throws {
    let colours = try ByteImage(
      width: 3, height: 1, channels: 4, bytes: [255, 0, 0, 0, 0, 255, 0, 128, 0, 0, 255, 255])
    let data = try PNG.encode(colours)
    let gray = try ByteImage(ImagePreparation(channels: .gray).image(from: data))
    #expect(gray.bytes == [76, 150, 29])
    #expect(try ByteImage(ImagePreparation().image(from: data)).bytes == [255, 0, 0, 0, 255, 0, 0, 0, 255])
    let single = try PNG.encode(gray)
    #expect(try ByteImage(ImagePreparation().image(from: single)).bytes == [76, 76, 76, 150, 150, 150, 29, 29, 29])
  }

  /// Pins the pixels of all preparations. When this fails because decoding or resizing changed on purpose, raise
  /// `ImagePreparation.revision`, so that fingerprints tell images made before from those made after.
  @Test func pixelsAreThoseOfTheRevision() throws {
    let data = try png(height: 40, width: 30)
    var fingerprint = Fingerprint()
    for preparation in try different() { fingerprint.combine(try ByteImage(preparation.image(from: data)).bytes) }
    #expect(fingerprint.text == "3c769797c9706e49")
    #expect(ImagePreparation.revision == 1)
  }
}
