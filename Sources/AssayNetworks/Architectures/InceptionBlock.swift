/// The modules of Inception-v3 (Szegedy et al. 2016, figures 5 to 7 and 10): branches side by side.
enum InceptionBlock {
  private static let unit = NormalizedConvolution(epsilon: 1e-3)

  /// 35×35 images (figure 5).
  static func a(_ name: String, _ input: Int, pool: Int) -> Concatenation {
    Concatenation {
      unit("\(name).branch1x1", input, 64, kernel: 1)
      Sequential {
        unit("\(name).branch5x5_1", input, 48, kernel: 1)
        unit("\(name).branch5x5_2", 48, 64, kernel: 5)
      }
      Sequential {
        unit("\(name).branch3x3dbl_1", input, 64, kernel: 1)
        unit("\(name).branch3x3dbl_2", 64, 96, kernel: 3)
        unit("\(name).branch3x3dbl_3", 96, 96, kernel: 3)
      }
      pooled(name, input, pool)
    }
  }

  /// From 35×35 to 17×17 (figure 10).
  static func b(_ name: String, _ input: Int) -> Concatenation {
    Concatenation {
      unit("\(name).branch3x3", input, 384, kernel: 3, stride: 2, padding: 0)
      Sequential {
        unit("\(name).branch3x3dbl_1", input, 64, kernel: 1)
        unit("\(name).branch3x3dbl_2", 64, 96, kernel: 3)
        unit("\(name).branch3x3dbl_3", 96, 96, kernel: 3, stride: 2, padding: 0)
      }
      MaxPool(3, stride: 2)
    }
  }

  /// 17×17 images, 7×7 convolutions in two directions (figure 6).
  static func c(_ name: String, _ input: Int, inner: Int) -> Concatenation {
    Concatenation {
      unit("\(name).branch1x1", input, 192, kernel: 1)
      Sequential {
        unit("\(name).branch7x7_1", input, inner, kernel: 1)
        unit("\(name).branch7x7_2", inner, inner, kernel: (1, 7))
        unit("\(name).branch7x7_3", inner, 192, kernel: (7, 1))
      }
      Sequential {
        unit("\(name).branch7x7dbl_1", input, inner, kernel: 1)
        unit("\(name).branch7x7dbl_2", inner, inner, kernel: (7, 1))
        unit("\(name).branch7x7dbl_3", inner, inner, kernel: (1, 7))
        unit("\(name).branch7x7dbl_4", inner, inner, kernel: (7, 1))
        unit("\(name).branch7x7dbl_5", inner, 192, kernel: (1, 7))
      }
      pooled(name, input, 192)
    }
  }

  /// From 17×17 to 8×8.
  static func d(_ name: String, _ input: Int) -> Concatenation {
    Concatenation {
      Sequential {
        unit("\(name).branch3x3_1", input, 192, kernel: 1)
        unit("\(name).branch3x3_2", 192, 320, kernel: 3, stride: 2, padding: 0)
      }
      Sequential {
        unit("\(name).branch7x7x3_1", input, 192, kernel: 1)
        unit("\(name).branch7x7x3_2", 192, 192, kernel: (1, 7))
        unit("\(name).branch7x7x3_3", 192, 192, kernel: (7, 1))
        unit("\(name).branch7x7x3_4", 192, 192, kernel: 3, stride: 2, padding: 0)
      }
      MaxPool(3, stride: 2)
    }
  }

  /// 8×8 images, branches that part again (figure 7).
  static func e(_ name: String, _ input: Int) -> Concatenation {
    Concatenation {
      unit("\(name).branch1x1", input, 320, kernel: 1)
      Sequential {
        unit("\(name).branch3x3_1", input, 384, kernel: 1)
        Concatenation {
          unit("\(name).branch3x3_2a", 384, 384, kernel: (1, 3))
          unit("\(name).branch3x3_2b", 384, 384, kernel: (3, 1))
        }
      }
      Sequential {
        unit("\(name).branch3x3dbl_1", input, 448, kernel: 1)
        unit("\(name).branch3x3dbl_2", 448, 384, kernel: 3)
        Concatenation {
          unit("\(name).branch3x3dbl_3a", 384, 384, kernel: (1, 3))
          unit("\(name).branch3x3dbl_3b", 384, 384, kernel: (3, 1))
        }
      }
      pooled(name, input, 192)
    }
  }

  private static func pooled(_ name: String, _ input: Int, _ output: Int) -> Sequential {
    Sequential {
      AveragePool(3, stride: 1, padding: 1)
      unit("\(name).branch_pool", input, output, kernel: 1)
    }
  }
}
