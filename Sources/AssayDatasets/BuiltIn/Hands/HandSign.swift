/// A class of ``HandSigns``.
struct HandSign: Sendable {
  let name: String
  /// `nil` where there is no hand.
  let pose: HandPose?

  private init(_ name: String, _ pose: HandPose?) {
    self.name = name
    self.pose = pose
  }

  /// All classes in the order of their labels.
  static let all: [HandSign] = letters + others

  private static let up = HandPose.Finger.straight(0)
  private static let fold = HandPose.Finger.folded(reach: 1)
  private static let long = HandPose.Finger.folded(reach: 1.75)
  private static let short = HandPose.Finger.folded(reach: 0.55)
  private static let bent = HandPose.Finger.curved(0)

  private static let letters: [HandSign] = [
    HandSign("A", HandPose([fold, fold, fold, fold], .upright)),
    HandSign("B", HandPose([.straight(3), .straight(1), .straight(-1), .straight(-3)], .across)),
    HandSign("C", HandPose([bent, bent, bent, bent], .away, turn: -12)),
    HandSign("D", HandPose([up, fold, fold, fold], .upright)),
    HandSign("E", HandPose([short, short, short, short], .under)),
    HandSign("F", HandPose([.curved(26), .straight(2), .straight(-10), .straight(-24)], .meeting)),
    HandSign("G", HandPose([up, fold, fold, fold], .upright, turn: 90)),
    HandSign("H", HandPose([.straight(2), .straight(1), fold, fold], .over, turn: 90)),
    HandSign("I", HandPose([fold, fold, fold, .straight(-6)], .over)),
    HandSign("J", HandPose([fold, fold, fold, .straight(-10)], .over, turn: -55)),
    HandSign("K", HandPose([.straight(8), .straight(-16), fold, fold], .between(1))),
    HandSign("L", HandPose([up, fold, fold, fold], .away)),
    HandSign("M", HandPose([long, long, long, fold], .between(3))),
    HandSign("N", HandPose([long, long, fold, fold], .between(2))),
    HandSign("O", HandPose([.curved(20), .curved(20), .curved(20), .curved(20)], .meeting)),
    HandSign("P", HandPose([.straight(8), .straight(-26), fold, fold], .between(1), turn: 150)),
    HandSign("Q", HandPose([up, fold, fold, fold], .away, turn: 165)),
    HandSign("R", HandPose([.straight(-14), .straight(12), fold, fold], .over)),
    HandSign("S", HandPose([fold, fold, fold, fold], .over)),
    HandSign("T", HandPose([long, fold, fold, fold], .between(1))),
    HandSign("U", HandPose([.straight(-1), .straight(1), fold, fold], .over)),
    HandSign("V", HandPose([.straight(16), .straight(-14), fold, fold], .over)),
    HandSign("W", HandPose([.straight(20), up, .straight(-20), fold], .over)),
    HandSign("X", HandPose([.hooked(0), fold, fold, fold], .over)),
    HandSign("Y", HandPose([fold, fold, fold, .straight(-22)], .away)),
    HandSign("Z", HandPose([up, fold, fold, fold], .over, turn: -38)),
  ]

  private static let others: [HandSign] = [
    HandSign("space", HandPose([.straight(4), .straight(1), .straight(-2), .straight(-5)], .away, turn: -85)),
    HandSign("delete", HandPose([fold, fold, fold, fold], .away, turn: 80)), HandSign("nothing", nil),
  ]
}
