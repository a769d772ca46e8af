/// How values between pixels are found when images change their size; `aligned` is PyTorch's `align_corners`.
public enum Interpolation: Sendable, Hashable {
  /// The pixel at ⌊i · in / out⌋.
  case nearest
  /// Between the four pixels around: smaller images skip pixels.
  case bilinear(aligned: Bool = false)
  /// By cubic convolution of the sixteen pixels around (Keys 1981, a = −0.75): smaller images skip pixels.
  case bicubic(aligned: Bool = false)
  /// By a triangle as wide as a new pixel, so that every old pixel counts: what Pillow and torchvision call bilinear.
  case antialiasedBilinear
  /// By cubic convolution (Keys 1981, a = −0.5) as wide as new pixels: what Pillow and torchvision call bicubic.
  case antialiasedBicubic
  /// The mean of all pixels that a new one touches, each counted whole: PyTorch's `area`.
  case area
}
