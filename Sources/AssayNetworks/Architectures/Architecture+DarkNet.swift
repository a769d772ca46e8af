import AssayTensor

extension Architecture {
  /// DarkNet-53 as a classifier (Redmon and Farhadi 2018, table 1).
  public static func darkNet53(input: Shape = [3, 256, 256], classes: Int = 1000) -> Architecture {
    Architecture("darknet53", input: input, classes: classes) {
      DarkNetStages.stem(input[0])
      for stage in 0..<5 { DarkNetStages.stage(stage) }
      GlobalAveragePool()
      Flatten()
      Linear("fc", 1024, classes)
    }
  }
}
