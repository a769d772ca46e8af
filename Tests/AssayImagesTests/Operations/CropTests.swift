import AssayImages
import AssayTensor
import Testing

@Suite struct CropTests {
  @Test func cropsAreParts() throws {
    let image = try Pictures.noise(2, 7, 9)
    let part = image.cropped(top: 2, left: 3, height: 4, width: 5)
    #expect(part.size == ImageSize(channels: 2, height: 4, width: 5))
    for row in 0..<4 { for column in 0..<5 { #expect(part[1, row, column] == image[1, row + 2, column + 3]) } }
    #expect(image.cropped(top: 0, left: 0, height: 7, width: 9) == image)
    let wide = image.cropped(top: -1, left: -1, height: 9, width: 11, fill: 0.5)
    #expect(wide[0, 0, 0] == 0.5 && wide.cropped(top: 1, left: 1, height: 7, width: 9) == image)
  }

  @Test func theMiddleIsInTheMiddle() throws {
    let image = try Pictures.noise(1, 7, 9)
    #expect(image.centerCropped(height: 3, width: 5) == image.cropped(top: 2, left: 2, height: 3, width: 5))
    // 1.5 rounds to 2, 2.5 to 2, as in torchvision.
    #expect(image.centerCropped(height: 4, width: 4) == image.cropped(top: 2, left: 2, height: 4, width: 4))
    #expect(image.centerCropped(height: 9, width: 9)[0, 1, 0] == image[0, 0, 0])
  }

  @Test func fivePartsAreTheCornersAndTheMiddle() throws {
    let image = try Pictures.noise(3, 6, 8)
    let parts = image.fiveCropped(height: 4, width: 4)
    #expect(parts.count == 5 && parts[0][2, 0, 0] == image[2, 0, 0] && parts[3][2, 3, 3] == image[2, 5, 7])
    #expect(parts[1] == image.cropped(top: 0, left: 4, height: 4, width: 4))
    #expect(parts[2] == image.flippedVertically().fiveCropped(height: 4, width: 4)[0].flippedVertically())
    #expect(parts[4] == image.centerCropped(height: 4, width: 4))
    let tensors = image.tensor.fiveCropped(height: 4, width: 4)
    #expect(zip(parts, tensors).allSatisfy { $0.tensor.elements == $1.elements })
  }
}
