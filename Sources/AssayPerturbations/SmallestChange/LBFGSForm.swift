/// What the L-BFGS attack makes small.
public enum LBFGSForm: String, Sendable, Hashable, CaseIterable {
  /// ‖r‖² + c·loss, for the smallest c that succeeds.
  case squaredLength = "squared-length"
  /// c·‖r‖ + loss, for the largest c that succeeds: as Szegedy et al. write it.
  case length = "length"
  /// The loss alone, without regard to the length; then cut to the box.
  case lossAlone = "loss-alone"
}
